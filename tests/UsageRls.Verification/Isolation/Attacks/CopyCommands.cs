using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Runs COPY on tables and compares the number of rows with the same caller's SELECT or INSERT. Reports each COPY that reads or inserts
/// more rows, for example because COPY ignores a rewrite rule.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="callers">The callers who run COPY.</param>
internal sealed class CopyCommands(AttackScene scene, IReadOnlyList<Standing> callers)
{
    private static readonly StatementPath s_out = StatementPath.All.Single(p => p is { Result: ResultKind.CopyOut, Rows: PathRows.All });
    private static readonly StatementPath s_in = StatementPath.All.Single(p => p.Result == ResultKind.CopyIn);

    private sealed record Copy(Subject Subject, Standing Caller, StatementPath Path, Statement Statement, Statement Beside);

    /// <summary>How many COPY statements were run.</summary>
    public int Tried { get; private set; }

    /// <summary>Runs COPY on the tables whose key the caller's role may read, or into which the role may insert.</summary>
    public async Task<IReadOnlyList<WholeTableSuccess>> RunAsync(IReadOnlyList<Subject> subjects, CancellationToken cancellation)
    {
        var texts = await EvaluateAsync(subjects, cancellation);
        var copies = (
            from subject in subjects
            from caller in callers
            from copy in (IEnumerable<Copy?>)[Out(subject, caller), In(subject, caller, texts)]
            where copy is not null
            select copy
        ).ToArray();
        var beside = await scene.Session.TryAllAsync([.. copies.Select(c => (c.Caller.Caller, c.Beside))], cancellation);
        var worked = new List<WholeTableSuccess>();
        foreach (var ofTable in copies.Zip(beside).GroupBy(c => c.First.Subject.Name))
        {
            await new CopyAttempts(scene.Session.Connection, ofTable.Key).TryAllAsync(
                ofTable.Select(c => (c.First.Caller.Caller, c.First.Statement, Judge(c.First, c.Second, worked))),
                cancellation
            );
        }
        Tried = copies.Length;
        return [.. worked.DistinctBy(w => (w.Subject.Name, w.Caller.Caller.Role, w.Command))];
    }

    private static Action<Attempt> Judge(Copy copy, Trial beside, List<WholeTableSuccess> worked) =>
        attempt =>
        {
            // For COPY FROM, count the rows that the table gained, because a trigger may discard rows that COPY accepted.
            var (moved, allowed) = (
                copy.Path == s_in ? attempt.Effect.Growth : attempt.Outcome.Rows,
                beside.Outcome.IsAllowed ? beside.Outcome.Rows : 0
            );
            if (!attempt.Outcome.IsAllowed || moved <= allowed)
                return;
            var word = $"{copy.Path} ({moved} rows, but {copy.Path.Command.ToString().ToLowerInvariant()} reaches {allowed})";
            worked.Add(new(copy.Subject, copy.Caller, copy.Path.Command, word, attempt.ToSql()));
        };

    private Copy? Out(Subject subject, Standing caller)
    {
        var readable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "SELECT");
        return subject.Table.Key.Count > 0 && subject.Table.Key.All(readable.Contains)
            ? new(subject, caller, s_out, s_out.Fill(WholeTablePaths.Describe(subject)), AttackScene.Select(subject))
            : null;
    }

    private Copy? In(Subject subject, Standing caller, IReadOnlyDictionary<(string, string), string?> texts)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        if (insertable.Count == 0 || Row(subject, caller) is not { } row)
            return null;
        var sent = row.Where(v => insertable.Contains(v.Key)).ToArray();
        var typed = sent.Select(v => (v.Key, new TypedValue(v.Value.Text, subject.Table.Find(v.Key)!.Type)));
        var values = sent.Select(v =>
            v.Value.IsExpression ? texts.GetValueOrDefault((subject.Table.Find(v.Key)!.Type, v.Value.Text!)) : v.Value.Text
        );
        var copy = s_in.Fill(WholeTablePaths.Describe(subject).WithInsert([.. typed])) with
        {
            Input = string.Join('\t', values.Select(Escape)) + "\n",
        };
        return new(subject, caller, s_in, copy, new Statement(OwnRows.Insert(scene, subject, caller, row)));
    }

    // Returns a valid row of the caller's own tenant if there is one, else a valid row of any tenant; null if there is no valid row.
    private IReadOnlyDictionary<string, RowValue>? Row(Subject subject, Standing caller) =>
        OwnRows.For(scene, subject, caller) is [var own, ..] ? own
        : scene.Proposals.GetValueOrDefault(subject) is [var proposed, ..] ? proposed.Values
        : null;

    // COPY accepts no expressions: evaluate them first. The result is keyed by type and SQL text.
    private async Task<IReadOnlyDictionary<(string Type, string Text), string?>> EvaluateAsync(
        IReadOnlyList<Subject> subjects,
        CancellationToken cancellation
    )
    {
        var expressions = subjects
            .SelectMany(s => callers.Select(c => (Subject: s, Row: Row(s, c))))
            .SelectMany(r =>
                (r.Row ?? new Dictionary<string, RowValue>())
                    .Where(v => v.Value.IsExpression)
                    .Select(v => (r.Subject.Table.Find(v.Key)!.Type, Text: v.Value.Text!))
            )
            .Distinct()
            .ToArray();
        var values = new Dictionary<(string, string), string?>();
        if (expressions.Length == 0)
            return values;
        await using var batch = new NpgsqlBatch(scene.Session.Connection);
        foreach (var (type, text) in expressions)
            batch.BatchCommands.Add(new($"select ({text})::{type}::text"));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var expression in expressions)
        {
            await reader.ReadAsync(cancellation);
            values[expression] = reader.IsDBNull(0) ? null : reader.GetString(0);
            await reader.NextResultAsync(cancellation);
        }
        return values;
    }

    // Escapes a value for COPY's text format.
    private static string Escape(string? value) =>
        value is null
            ? @"\N"
            : value
                .Replace(@"\", @"\\", StringComparison.Ordinal)
                .Replace("\t", @"\t", StringComparison.Ordinal)
                .Replace("\n", @"\n", StringComparison.Ordinal)
                .Replace("\r", @"\r", StringComparison.Ordinal);
}
