using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets two callers use one connection after each other, with a plan that stays: the second must not see what the first did.
/// </summary>
internal sealed class PooledPlans(AttackScene scene, TestDatabase database)
{
    /// <summary>Tries it on every table that signed-in users may read.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        foreach (
            var subject in scene.Subjects.Where(s =>
                s.Kind != SubjectKind.Shared
                && s.Table.Key.All(scene.Privileges.Of(DatabaseRole.Authenticated, s.Name, "SELECT").Contains)
                && s.Table.Key.Count > 0
            )
        )
        {
            if (First(subject) is not { } first)
                continue;
            foreach (var second in scene.Outsiders)
            {
                if (await TryAsync(connection, subject, first, second, cancellation) is { } breach)
                    breaches.Add(breach);
            }
        }
        return breaches;
    }

    // Somebody with rows to see.
    private Standing? First(Subject subject) =>
        subject.Tenancy is { } model && scene.Population.Tenants[model].FirstOrDefault() is { } tenant
            ? scene.Population.Members[(model.Tenants, tenant[model.Key]!)].Select(scene.Stand).FirstOrDefault()
            : scene
                .Rows[subject]
                .Select(r =>
                    scene.Callers.FirstOrDefault(c => c.User is not null && c.User == r.Belongs.User && c.User != scene.Outsiders[0].User)
                )
                .FirstOrDefault(c => c is not null);

    private async Task<AttackBreach?> TryAsync(
        NpgsqlConnection connection,
        Subject subject,
        Standing first,
        Standing second,
        CancellationToken cancellation
    )
    {
        var query = AttackScene.Select(subject).Sql;
        string Claims(Standing caller) => $"select set_config('request.jwt.claims', {SqlText.Literal(caller.Caller.Claims)}, true)";
        string keys =
            $"select row({string.Join(", ", subject.Table.Key.Select(c => $"t.{SqlText.Identifier(c)}"))})::text "
            + $"from {WatchedSession.From(subject)} as t";
        string[] script =
        [
            "begin",
            "set local statement_timeout = '5s'",
            $"set local role {SqlText.Identifier(DatabaseRole.Authenticated)}",
            Claims(first),
            $"prepare usage_rls_pooled as {keys}",
            "execute usage_rls_pooled",
            Claims(second),
            keys,
            "execute usage_rls_pooled",
        ];
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var sql in script)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
            var results = new List<HashSet<string>>();
            await using (var reader = await batch.ExecuteReaderAsync(cancellation))
            {
                do
                {
                    if (reader.FieldCount == 0)
                        continue;
                    var seen = new HashSet<string>(StringComparer.Ordinal);
                    while (await reader.ReadAsync(cancellation))
                        seen.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
                    results.Add(seen);
                } while (await reader.NextResultAsync(cancellation));
            }

            var (fresh, pooled) = (results[^2], results[^1]);
            var bad = scene
                .Rows[subject]
                .FirstOrDefault(r =>
                    pooled.Contains(r.Key) && !fresh.Contains(r.Key) && scene.Rule.AgainstSeeing(second, subject, r.Belongs) is not null
                );
            return bad.Key is null
                ? null
                : new AttackBreach(
                    "pooled-connection",
                    Severity.Critical,
                    subject.ToString(),
                    second.ToString(),
                    $"sees a row of {subject} {scene.Rule.Whose(subject, bad.Belongs)} by a prepared statement that {first} ran "
                        + $"before on the same connection, but {scene.Rule.AgainstSeeing(second, subject, bad.Belongs)}",
                    $"A function in the policies of {subject} is declared immutable, or otherwise folded into the plan, "
                        + "though it depends on the caller: declare it stable.",
                    string.Join(
                        '\n',
                        script.Where(s => s != keys).Append("rollback").Select(s => s.Replace(keys, query, StringComparison.Ordinal) + ";")
                    )
                )
                {
                    Functions = scene.Texts.ImmutablesOf(subject.Name),
                };
        }
        catch (PostgresException)
        {
            return null; // Either may not read the table at all.
        }
        finally
        {
            await using var end = new NpgsqlCommand("rollback; deallocate all", connection);
            await end.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
