using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>A server starts, answers, and is gone.</summary>
public sealed class Servers
{
    [Test]
    public async Task The_default_server_answers_and_says_which_it_is()
    {
        await using var server = await PostgresServer.StartAsync(new ServerChoice.Default(), TestContext.Out.WriteLine, CancellationToken.None);
        await TestContext.Out.WriteLineAsync(server.Description);
        await using var data = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = data.CreateCommand("select current_user || ' ' || current_setting('server_version_num')");
        Assert.That(await command.ExecuteScalarAsync(), Does.StartWith($"supabase_admin {server.Version.Major}"));
    }
}
