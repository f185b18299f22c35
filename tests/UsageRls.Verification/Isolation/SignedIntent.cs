using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Extends the intent file by the observed access to tables, functions and views that it does not describe.</summary>
public static class SignedIntent
{
    /// <summary>Returns the intent file to write.</summary>
    /// <param name="said">The current intent file; null if there is none.</param>
    /// <param name="reports">The isolation reports of all grant baselines.</param>
    /// <param name="path">The path of the file to write.</param>
    public static IntentFile Create(IntentFile? said, IReadOnlyList<IsolationReport> reports, string path)
    {
        var file = (said ?? new IntentFile(path)) with { Grants = said?.Grants ?? Grants(reports) };
        // Unless the file states a baseline, take the report on the legacy baseline, if there is one: its wide grants show everything that
        // the policies allow.
        var report = reports.FirstOrDefault(r => r.Baseline == (file.Grants ?? GrantBaseline.Legacy)) ?? reports[0];
        var (tables, excluded) = (file.Tables.ToList(), file.Excluded.ToList());
        foreach (var table in report.Tables.DistinctBy(t => t.Table.Name))
        {
            var name = table.Table.Name;
            if (table.State == TableState.Shared && table.Table.Excluded is null && file.Find(name) is null)
                excluded.Add(new Exclusion(name, "its rows belong to no tenant or user; no person has reviewed who may change the rows"));
            if (table.State is not (TableState.IsolationVerified or TableState.Leaks) || file.Find(name) is { Commands.Count: > 0 })
                continue;
            tables.RemoveAll(t => t.Table == name);
            tables.Add((file.Find(name) ?? new TableIntent(name)) with { Commands = ObservedIntent.From(table.Table, table.Facts) });
        }
        return file with
        {
            Path = path,
            Tables = [.. tables.OrderBy(t => t.Table)],
            Functions = SignedUses.Observed(file, reports, isFunction: true),
            Views = SignedUses.Observed(file, reports, isFunction: false),
            Excluded = [.. excluded.OrderBy(e => e.Table)],
        };
    }

    // If tables are reachable on the legacy baseline only, the migrations rely on its default grants.
    private static GrantBaseline? Grants(IReadOnlyList<IsolationReport> reports)
    {
        bool Reaches(GrantBaseline baseline) =>
            reports.Any(r => r.Baseline == baseline && r.Tables.Any(t => t.State is not (TableState.NotReachable or TableState.Shared)));
        return Reaches(GrantBaseline.Legacy) && !Reaches(GrantBaseline.Explicit) ? GrantBaseline.Legacy : null;
    }
}
