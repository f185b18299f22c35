using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>Tests for which roles the project's table may have policies.</summary>
public sealed class PolicyRoles
{
    [TestCase("pg_monitor", 0, TestName = "A_policy_for_a_role_that_no_client_can_take_is_allowed")]
    [TestCase("pg_monitor, anon", 1, TestName = "A_policy_that_is_also_for_anon_is_not_allowed")]
    [TestCase("service_role", 1, TestName = "A_policy_for_the_server_is_not_allowed")]
    public async Task Allowed(string roles, int faults)
    {
        await using var database = await Laboratory.AfterAsync(
            $"create policy reports on public.usage_events for select to {roles} using (true)"
        );
        await using var command = database.Connections.CreateCommand(
            EmbeddedSql.Read(typeof(UsageEventsTables).Assembly, "UsageEvents/Catalog/faults_policies.sql")
        );
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
            found.Add(reader.GetString(0));
        Assert.That(found, Has.Exactly(faults).Items);
    }
}
