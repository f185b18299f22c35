using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests claims of unusual size or shape: they are read, or cause an error that never counts as a denial.
/// </summary>
public sealed class OddClaims
{
    private static readonly Statement s_look = EventStatement.Create("select id from public.usage_events") with { Result = ResultKind.Ids };

    private TestDatabase _database = null!;

    [OneTimeSetUp]
    public async Task LoadAsync()
    {
        _database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await WorldLoader.LoadAsync(connection, Cast.World, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [Test]
    public async Task A_megabyte_of_claims_is_read()
    {
        var caller = Caller.SignedIn("member", Cast.Colleague.Id, c => c["user_metadata"] = new string('x', 1 << 20));
        foreach (var attempt in await TryAsync(caller))
            Assert.That(attempt.Outcome.Rows, Is.EqualTo(Cast.World.Events.Count(e => e.OrgId == Cast.Home.Id)));
    }

    [Test]
    public async Task Claims_nested_too_deep_for_the_server_are_not_counted_as_a_denial()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000));
        var caller = new Caller(
            "deep claims",
            DatabaseRole.Authenticated,
            $$"""{"sub":"{{Cast.Colleague.Id}}","deep":{{deep}}}""",
            HasReadableClaims: false
        );
        foreach (var attempt in await TryAsync(caller))
        {
            Assert.That(
                (attempt.Outcome.Kind, attempt.Outcome.SqlState, attempt.Outcome.IsDenial),
                Is.EqualTo((OutcomeKind.Broken, "54001", false))
            );
        }
    }

    [Test]
    public async Task A_NUL_in_claims_is_not_counted_as_a_denial()
    {
        var escaped = new Caller("NUL in its sub", DatabaseRole.Authenticated, """{"sub":"\u0000"}""", HasReadableClaims: false);
        foreach (var attempt in await TryAsync(escaped))
            Assert.That(attempt.Outcome.IsDenial, Is.False, attempt.Outcome.ToString());
        var raw = new Caller("NUL in its claims", DatabaseRole.Authenticated, "{\"sub\":\"\0\"}", HasReadableClaims: false);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => TryAloneAsync(raw),
                Throws.ArgumentException.With.Message.Contains("NUL"),
                "a statement with a NUL cannot be printed for psql, so the statement is not sent"
            );
            Assert.That(() => TryAmongOthersAsync(raw), Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("22021"));
        }
    }

    private async Task<Attempt[]> TryAsync(Caller caller) => [await TryAloneAsync(caller), await TryAmongOthersAsync(caller)];

    private Task<Attempt> TryAloneAsync(Caller caller) => RlsSession.TryAsync(_database, caller, s_look);

    private async Task<Attempt> TryAmongOthersAsync(Caller caller)
    {
        await using var session = await AttemptSession.OpenAsync(_database, UsageEventsIntent.Table);
        return (await session.TryAllAsync([(caller, s_look)])).Single();
    }
}
