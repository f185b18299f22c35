using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets callers use one connection one after the other, as with a connection pool. What one caller leaves on the connection, for example a
/// cached plan or a session setting, must not change which rows the next caller sees.
/// </summary>
/// <remarks>
/// Only an immutable function leaves its result in a plan, and only a statement that changes the session leaves something in the session.
/// So a table is not read if the application has no immutable function and the SQL that decides about the table has no such statement.
/// </remarks>
internal sealed partial class PooledConnections(AttackScene scene, TestDatabase database)
{
    private const string Prepared = "usage_rls_pooled";
    private IReadOnlyList<string> _preRequest = [];

    /// <summary>
    /// Lets callers share a connection to read each table that signed-in users may read, and returns a breach each time a caller sees a
    /// forbidden row that a fresh connection hides.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        _preRequest = await CallerSession.PreRequestAsync(scene.Session.Connection, cancellation);
        Subject[] subjects =
        [
            .. scene.Subjects.Where(s =>
                s.Kind != SubjectKind.Shared
                && s.Table.Key.All(scene.Privileges.Of(DatabaseRole.Authenticated, s.Name, "SELECT").Contains)
                && s.Table.Key.Count > 0
                && MayLeaveSomething(s)
            ),
        ];
        if (subjects.Length == 0)
            return breaches;
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        foreach (var subject in subjects)
        {
            foreach (var turns in Turns(subject))
            {
                if (await TryAsync(connection, subject, turns, cancellation) is { } breach)
                    breaches.Add(breach);
            }
        }
        return breaches;
    }

    private bool MayLeaveSomething(Subject subject) =>
        _preRequest.Count > 0
        || scene.Texts.Functions.Any(f => f.IsImmutable && !DatabaseSchema.IsPlatforms(f.Schema))
        || scene.Texts.Deciding(subject.Name).Any(ChangesSession().IsMatch);

    // A statement that changes the session, or one that is built at run time.
    [GeneratedRegex(
        """set_config|\bset\s+(session\b|local\b|["\w]+\.)|\btemp(orary)?\b|pg_temp|\b(next|set)val\b|\bexecute\b|\bprepare\b""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ChangesSession();

    // A caller, and the statements that run on a connection before this caller reads. The caller must see no forbidden row that a fresh
    // connection hides.
    private sealed record Turn(Standing Caller, string Told, IReadOnlyList<string> Before, IReadOnlyList<string> Between)
    {
        public bool IsPrepared { get; init; }
    }

    private IEnumerable<Turn> Turns(Subject subject)
    {
        if (First(subject) is not { } first)
            yield break;
        var keys = Keys(subject);
        foreach (var second in scene.Outsiders)
        {
            yield return new(
                second,
                $"by a prepared statement that {first} ran earlier on the same connection",
                [.. Becoming(first), $"prepare {Prepared} as {keys}", $"execute {Prepared}"],
                []
            )
            {
                IsPrepared = true,
            };
            yield return new(second, $"after {first} read on the same connection", [.. Becoming(first), keys], []);
        }
        if (Leave(subject, first) is { } leave)
        {
            yield return new(
                first,
                "after it had read rows on the same connection and was then removed from the tenant",
                [.. Becoming(first), keys],
                ["reset role", leave]
            );
        }
    }

    private IEnumerable<string> Becoming(Standing caller) => [.. caller.Caller.Becoming, .. _preRequest];

    // The caller who uses the connection first: a member of the first tenant or, for a table without tenants, a user who owns a row.
    private Standing? First(Subject subject) =>
        subject.Tenancy is { } model && scene.Population.Tenants[model].FirstOrDefault() is { } tenant
            ? scene.Population.Members[(model.Tenants, tenant[model.Key]!)].Select(scene.Stand).FirstOrDefault()
            : scene
                .Rows[subject]
                .Select(r =>
                    scene.Callers.FirstOrDefault(c => c.User is not null && c.User == r.Belongs.User && c.User != scene.Outsiders[0].User)
                )
                .FirstOrDefault(c => c is not null);

    private string? Leave(Subject subject, Standing member)
    {
        if (
            subject.Tenancy?.Members is not { } members
            || scene.Population.Application.Find(members.Table).FirstOrDefault() is not { } table
        )
        {
            return null;
        }

        return $"delete from {members.Table.Sql} as m where {members.UserToSql(table, "m")} = {SqlText.Literal(member.User)}";
    }

    private static string Keys(Subject subject) => $"select {WatchedSession.KeyOf(subject)} from {WatchedSession.From(subject)} as t";

    private async Task<AttackBreach?> TryAsync(NpgsqlConnection connection, Subject subject, Turn turn, CancellationToken cancellation)
    {
        string[] reads = [.. turn.Between, .. Becoming(turn.Caller), turn.IsPrepared ? $"execute {Prepared}" : Keys(subject)];
        string[] alone = [.. turn.Between, .. Becoming(turn.Caller), Keys(subject)];
        // The statements of each caller run in a transaction of their own, as those of each API request do.
        string[] script = [.. turn.Before, "commit", "begin", .. reads];
        var fresh = await LastAsync(connection, alone, cancellation);
        var pooled = await LastAsync(connection, script, cancellation);
        if (fresh is null || pooled is null)
            return null; // a statement was refused, for example because a caller may not read the table
        // A caller who was removed from the tenant must see no row that a fresh connection hides; any other caller must see no such row
        // that the universal rule denies.
        var bad = scene
            .Rows[subject]
            .FirstOrDefault(r =>
                pooled.Contains(r.Key)
                && !fresh.Contains(r.Key)
                && (turn.Between.Count > 0 || scene.Rule.AgainstSeeing(turn.Caller, subject, r.Belongs) is not null)
            );
        if (bad.Key is null)
            return null;
        var why = turn.Between.Count > 0 ? "a new connection hides this row" : scene.Rule.AgainstSeeing(turn.Caller, subject, bad.Belongs);
        return new AttackBreach(
            "pooled-connection",
            Severity.Critical,
            subject.ToString(),
            turn.Caller.ToString(),
            $"sees a row of {subject} {scene.Rule.Whose(subject, bad.Belongs)} {turn.Told}, but {why}",
            turn.IsPrepared
                ? $"A function in the policies of {subject} depends on the caller, but its result stays in the plan, "
                    + "for example because the function is declared immutable: declare the function stable."
                : $"A function in the policies of {subject} stores its result in a session setting: "
                    + "compute the result each time, or store it for the transaction only, by set_config(…, true).",
            string.Join('\n', script.Prepend("begin").Append("rollback").Select(s => s + ";"))
        )
        {
            Functions = scene.Texts.FunctionsOf(
                subject.Name,
                f => turn.IsPrepared ? f.IsImmutable : f.Body.Contains("set_config", StringComparison.OrdinalIgnoreCase)
            ),
        };
    }

    // Runs the statements, rolls back and resets the connection. Returns the rows of the last query; null if a statement is refused.
    private static async Task<HashSet<string>?> LastAsync(NpgsqlConnection connection, string[] script, CancellationToken cancellation)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var sql in (string[])["begin", "set local statement_timeout = '5s'", .. script])
                batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
            var seen = new HashSet<string>(StringComparer.Ordinal);
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            do
            {
                if (reader.FieldCount == 0)
                    continue;
                seen.Clear();
                while (await reader.ReadAsync(cancellation))
                    seen.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
            } while (await reader.NextResultAsync(cancellation));
            return seen;
        }
        catch (PostgresException)
        {
            return null;
        }
        finally
        {
            await using var end = new NpgsqlCommand("rollback", connection);
            await end.ExecuteNonQueryAsync(CancellationToken.None);
            await using var forget = new NpgsqlCommand("discard all", connection);
            await forget.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
