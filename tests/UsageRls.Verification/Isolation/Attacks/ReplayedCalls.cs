using System.Globalization;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Calls a function twice with the same arguments. The first call ends the state of one row, such as a hold that is released, and changes a
/// number in another row, such as a balance. The second call must not change the number again: a caller could forge the balance.
/// </summary>
internal sealed partial class ReplayedCalls(AttackScene scene, Reachable reachable)
{
    private const int MostCallsOfFunction = 6;

    private readonly Dictionary<TableName, Subject> _subjects = scene.Subjects.Where(s => s.Where is null).ToDictionary(s => s.Name);

    private sealed record Try(ReachableFunction Function, Standing Caller, string Sql);

    private sealed record Repeated(TableName Ended, string State, TableName Counted, string Number, string[] Values);

    /// <summary>
    /// Runs each function that may write as each member of a tenant, with the keys of the member's own rows. Returns a breach for each
    /// function whose second call repeats the first.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries =
        [
            .. from caller in scene.Callers
            where caller is { User: not null, Memberships.Count: > 0 }
            from function in reachable.Functions
            where function is { IsReadOnly: false, Arguments: [_, ..] } && function.Role == caller.Caller.Role
            from sql in CallsOf(function, caller).Take(MostCallsOfFunction)
            select new Try(function, caller, sql),
        ];
        var done = await scene.Session.TryAllAsync(
            [.. tries.Select(t => (t.Caller.Caller, new Statement(t.Sql) { Before = [t.Sql], Result = ResultKind.Ids }))],
            cancellation
        );
        var breaches = new List<AttackBreach>();
        foreach (var (tried, trial) in tries.Zip(done).Where(t => IsCandidate(t.First.Caller, t.Second)))
        {
            if (breaches.All(b => b.Functions[0] != tried.Function.Signature) && await RepeatedAsync(tried, cancellation) is { } repeated)
                breaches.Add(Create(tried, repeated, trial));
        }
        return breaches;
    }

    private IEnumerable<string> CallsOf(ReachableFunction function, Standing caller)
    {
        MadeRow[] own =
        [
            .. from subject in scene.Subjects
            from row in scene.Rows[subject]
            where
                row.Belongs.User is { } user
                    ? user == caller.User
                    : row.Belongs.Tenant is { } tenant && subject.Tenancy is { } model && caller.IsMember(model, tenant)
            where scene.Known.ContainsKey((subject.Name, row.Key))
            orderby RuleTexts.Names(function.Body, subject.Name.Name) descending
            select scene.Known[(subject.Name, row.Key)],
        ];
        return new Calls(own, scene.Population.Schema, caller.Caller.Claims!, areSecretsKnown: true)
        {
            TablesOf = f => scene.Subjects.Select(s => s.Name).Where(name => RuleTexts.Names(f.Body, name.Name)),
        }.Of(function);
    }

    // Whether both calls succeeded and changed a number that the caller may not update directly.
    private bool IsCandidate(Standing caller, Trial trial) =>
        trial.Outcome.SqlState is null
        && trial.Changes.Any(c => c is { Command: "update", IsSame: false } && Numbers(caller, c.Table).Any());

    private IEnumerable<string> Numbers(Standing caller, Subject subject) =>
        subject
            .Table.Columns.Where(c => c is { Category: 'N', IsGenerated: false } && !subject.Table.Key.Contains(c.Name))
            .Select(c => c.Name)
            .Except(scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE"));

    // Reads all rows after the first and after the second call.
    private async Task<Repeated?> RepeatedAsync(Try tried, CancellationToken cancellation)
    {
        async Task<IReadOnlyDictionary<(TableName Table, string Key), MadeRow>> CallAsync()
        {
            await scene.Session.ExecuteAsync($"{tried.Caller.Caller.ToSql()} {tried.Sql}; reset role", cancellation);
            return await KnownRows.ReadAsync(scene.Session.Connection, scene.Subjects, cancellation);
        }

        await scene.Session.ExecuteAsync("savepoint usage_rls_replay", cancellation);
        var (once, twice) = (await CallAsync(), await CallAsync());
        await scene.Session.ExecuteAsync("rollback to savepoint usage_rls_replay; release savepoint usage_rls_replay", cancellation);

        var ended =
            from row in scene.Known
            where once.ContainsKey(row.Key) && _subjects.ContainsKey(row.Key.Table)
            let table = _subjects[row.Key.Table].Table
            where table.Key is [var key] && row.Value.Values[key] is { } id && tried.Sql.Contains(id, StringComparison.Ordinal)
            from column in table.Columns
            where IsEnded(column, row.Value.Values[column.Name], once[row.Key].Values[column.Name])
            select (Row: row.Key, column.Name);
        var counted =
            from row in scene.Known
            where once.ContainsKey(row.Key) && twice.ContainsKey(row.Key) && _subjects.ContainsKey(row.Key.Table)
            from number in Numbers(tried.Caller, _subjects[row.Key.Table])
            let values = new[] { row.Value, once[row.Key], twice[row.Key] }.Select(r => r.Values[number] ?? "0").ToArray()
            let numbers = values.Select(v => decimal.Parse(v, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray()
            where numbers[0] != numbers[1] && numbers[1] - numbers[0] == numbers[2] - numbers[1]
            select (Row: row.Key, Number: number, Values: values);
        return (
            from state in ended
            from number in counted
            where state.Row != number.Row
            select new Repeated(state.Row.Table, state.Name, number.Row.Table, number.Number, number.Values)
        ).FirstOrDefault();
    }

    // Whether a time, which was empty, is set; a flag is raised; or a word, such as a status, has changed.
    private static bool IsEnded(Column column, string? before, string? after) =>
        column.Category switch
        {
            'D' => before is null && after is not null,
            'B' => before is null or "f" or "false" && after is "t" or "true",
            'S' or 'E' => before is not null && after is not null && before != after,
            _ => false,
        };

    private static AttackBreach Create(Try tried, Repeated repeated, Trial trial)
    {
        var (signature, number) = (tried.Function.Signature, $"{repeated.Number} of {repeated.Counted}");
        return new AttackBreach(
            "replayed-call",
            Value().IsMatch($"{repeated.Counted} {repeated.Number}") ? Severity.High : Severity.Medium,
            $"function {signature}",
            tried.Caller.ToString(),
            $"calls {signature} twice with the same arguments: the first call writes {repeated.State} of {repeated.Ended}, and each call "
                + $"changes {number} again ({string.Join(", then ", repeated.Values)})",
            $"Let {signature} change {number} only if {repeated.State} of {repeated.Ended} has not been written yet: put this condition "
                + "into the UPDATE that writes it.",
            trial.ToSql()
        )
        {
            Functions = [signature],
        };
    }

    [GeneratedRegex(
        "credit|balance|wallet|quota|point|token|seat|amount|budget|allowance|stock|paid|fund|coin|cents|minutes|limit|uses",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Value();
}
