using System.Globalization;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>
/// Totals over the rows that a caller sees: as on a bill, they must count
/// each event that the caller may see once, and no other event.
/// </summary>
public static class Totals
{
    private const int PageSize = 3;
    private const string Refused = "nothing, because the db-pre-request function refuses the request";
    private const string Count = "select count(*), coalesce(sum(tokens_total), 0)::bigint from public.usage_events";
    private const string ByOrganization =
        "select org_id, count(*), coalesce(sum(tokens_total), 0)::bigint from public.usage_events group by org_id order by org_id";

    /// <summary>
    /// The counts, the sums by organisation and the keyset pages that a caller gets are the same as those computed from the intent.
    /// </summary>
    public static async Task<PropertyOutcome> AreTheModelsAsync(HistorySession session, History history)
    {
        var world = history.Play().Select(p => p.After).LastOrDefault(history.Start);
        var start = new History(world with { FormerMemberships = [] }, []);
        var telling = false;
        foreach (var caller in HistorySession.Callers(world).Where(c => c.Role != DatabaseRole.Anon).Take(4))
        {
            UsageEvent[] meant =
            [
                .. world
                    .Events.Where(e => session.Model.Allows(caller, Command.Select, e, world))
                    .OrderByDescending(e => e.CreatedAt)
                    .ThenByDescending(e => e.Id),
            ];
            telling |= meant.Length > 0 && meant.Length < world.Events.Count;
            var questions = Questions(meant).ToArray();
            var answers = await AskAsync(session.Connection, start.Start, caller, questions.Select(q => q.Sql));
            // If the db-pre-request function refuses a caller who may see no event anyway, there are no numbers to compare.
            if (answers is null && meant.Length == 0)
                continue;
            foreach (var ((sql, due), answer) in questions.Zip(answers ?? [Refused]))
            {
                if (answer != due)
                {
                    return new(new Mismatch(start, caller, $"{caller} gets {Shown(answer)}, and should get {Shown(due)}", sql), true);
                }
            }
        }

        return new(null, telling);
    }

    // Each page starts after the last row of the expected previous page, so that a wrong page does not make the later pages wrong.
    private static IEnumerable<(string Sql, string Due)> Questions(UsageEvent[] meant)
    {
        yield return (Count, $"{meant.Length}|{meant.Sum(Tokens)}");
        yield return (
            ByOrganization,
            string.Join('\n', meant.GroupBy(e => e.OrgId).OrderBy(g => g.Key).Select(g => $"{g.Key}|{g.Count()}|{g.Sum(Tokens)}"))
        );
        for (var at = 0; at <= meant.Length; at += PageSize)
        {
            var after =
                at == 0
                    ? ""
                    : "where (created_at, id) < ("
                        + $"{SqlText.Literal(meant[at - 1].CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}, "
                        + $"{SqlText.Literal(meant[at - 1].Id.ToString())}) ";
            yield return (
                $"select id from public.usage_events {after}order by created_at desc, id desc limit {PageSize}",
                string.Join('\n', meant.Skip(at).Take(PageSize).Select(e => e.Id))
            );
        }
    }

    private static long Tokens(UsageEvent e) => (e.TokensInput ?? 0) + (e.TokensOutput ?? 0);

    private static string Shown(string rows) => rows == "" ? "no rows" : rows.Replace("\n", ", ", StringComparison.Ordinal);

    // Returns the result of each query as text; null if the project's db-pre-request function refuses the request.
    private static async Task<List<string>?> AskAsync(
        NpgsqlConnection connection,
        World world,
        Caller caller,
        IEnumerable<string> questions
    )
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var sql in WorldText.ToStatements(world))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        foreach (var sql in CallerSession.Request(caller).Concat(questions))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));

        try
        {
            var answers = new List<string>();
            await using var reader = await batch.ExecuteReaderAsync();
            await CallerSession.ProveAsync(caller, reader);
            while (await reader.NextResultAsync())
            {
                var rows = new List<string>();
                while (await reader.ReadAsync())
                    rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
                answers.Add(string.Join('\n', rows));
            }

            return answers;
        }
        catch (PostgresException error) when (ErrorClassifier.IsOfPreRequest(error.ConstraintName))
        {
            return null;
        }
    }
}
