using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Gives rows of other tenants the same text as a row of the tenant under attack, such as the e-mail address of a contact, and calls the
/// functions that compare this column of several rows. A function that finds duplicates without comparing the tenant then reads or changes
/// rows of the tenant under attack.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="reachable">The views and functions that the API's roles can reach.</param>
/// <param name="trails">The trails: append-only tables.</param>
/// <param name="leaking">The views and functions that are known to leak without equal values.</param>
internal sealed class EqualValues(AttackScene scene, Reachable reachable, IReadOnlySet<Subject> trails, IReadOnlySet<string> leaking)
{
    private sealed record Shared(string Column, Subject Subject, string Sql);

    /// <summary>Returns a breach for each function through which an outsider then reads or changes forbidden rows.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var functions = reachable.Functions.Where(f => f.IsDefiner && !leaking.Contains(f.Signature)).ToArray();
        Shared[] shared = [.. scene.Subjects.SelectMany(s => Find(s, functions))];
        functions = [.. functions.Where(f => shared.Any(s => Compares(f, s.Subject, s.Column)))];
        if (functions.Length == 0)
            return [];
        var sql = string.Join("; ", shared.Select(s => s.Sql));
        var objects = await scene.Reach(trails, sql).RunAsync(new([], functions), scene.Outsiders, cancellation);
        return [.. objects.SelectMany(o => o.Breaches.Where(b => !b.IsByErrorAlone).Take(1).Select(b => Create(o, b, sql)))];
    }

    private IEnumerable<Shared> Find(Subject subject, IReadOnlyList<ReachableFunction> functions)
    {
        if (subject is not { Kind: SubjectKind.Tenant, Tenancy: { } model, Tenant: { } path, Where: null })
            yield break;
        var tenant = scene.Victims.Where(v => v.Model == model).Select(v => v.Row[model.Key]).FirstOrDefault();
        var attacked = scene
            .Rows[subject]
            .Where(r => r.Belongs.Tenant == tenant)
            .Select(r => scene.Known.GetValueOrDefault((subject.Name, r.Key)));
        var telling = RowVariants.Telling(subject);
        foreach (var column in subject.Table.Columns.Where(c => c is { Category: 'S', IsGenerated: false } && !telling.Contains(c.Name)))
        {
            if (
                functions.Any(f => Compares(f, subject, column.Name))
                && attacked.Select(r => r?.Values.GetValueOrDefault(column.Name)).FirstOrDefault(v => v is not null) is { } value
            )
            {
                var set = $"{SqlText.Identifier(column.Name)} = {RowValue.Literal(value).ToSql(column.Type)}";
                var where = $"{path.ToSql("t")} <> {SqlText.Literal(tenant)}";
                yield return new(column.Name, subject, SceneRows.IfPossible($"update {subject.Name.Sql} as t set {set} where {where}"));
            }
        }
    }

    // Whether a function names the table, and twice one of its columns with an alias: d.email = kept.email.
    private static bool Compares(ReachableFunction function, Subject subject, string column) =>
        RuleTexts.Names(function.Body, subject.Name.Name)
        && Regex.Count(function.Body, $"""\."?{Regex.Escape(column)}\b""", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)) > 1;

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, string sql) =>
        new(
            "equal-values",
            Severity.Critical,
            $"function {reached.Object}",
            breach.Caller.ToString(),
            $"{breach.What}, after a row of its own tenant gets the same text as the other tenant's row, {breach.Why}",
            $"In {reached.Object}, compare the tenant of the rows, too.",
            (breach.Trial with { Statement = breach.Trial.Statement with { Scene = sql } }).ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"function {reached.Object}",
                "finds rows by a value that rows of several tenants can have"
            ),
        };
}
