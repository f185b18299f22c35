using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;
using static UsageRls.Verification.Findings.BaselineWords;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Turns the isolation reports into findings: one for each command on a table, and for each view or function, by which a caller reaches
/// rows that the universal rule denies. Further findings report attacks, defects, access that contradicts the intent, and tables that are
/// not verified.
/// </summary>
public static class IsolationFindings
{
    // The schemas that Supabase's APIs serve by default, and "api", a usual name for a schema that applications add.
    private static readonly HashSet<string> s_served = new(StringComparer.Ordinal) { "public", "api", "graphql_public", "storage" };

    /// <summary>
    /// Whether the finding about a view or function fails a run: the API serves the object, and not only errors reveal rows.
    /// </summary>
    public static bool IsGrave(ReachedObject reached) => IsServed(reached.Object) && reached.Breaches.Any(b => !b.IsByErrorAlone);

    private static bool IsServed(string @object) => s_served.Contains(@object.Split('.')[0].Trim('"'));

    /// <summary>Returns the findings of all grant baselines, with one finding for the same breach on several baselines.</summary>
    /// <param name="reports">The reports of all grant baselines.</param>
    public static IReadOnlyList<Finding> From(IReadOnlyList<IsolationReport> reports) =>
        [
            .. from report in reports
            from table in report.Tables
            from breach in table.Breaches
            group (report.Baseline, breach) by (Table: table.Table.ToString(), breach.Command) into same
            select Leak(same.Key.Table, same.Key.Command.ToString().ToLowerInvariant(), [.. same]),
            .. from report in reports
            from reached in report.Reached
            from breach in reached.Breaches
            group (report.Baseline, breach) by (reached.Object, reached.Kind) into same
            select Through(same.Key.Object, same.Key.Kind, [.. same]),
            .. AttackFindings.From(reports),
            .. from report in reports
            from table in report.Tables
            from trial in table.Broken
            group (report.Baseline, trial, table.Defect) by table.Table.ToString() into same
            select Broken(same.Key, [.. same], reports.Count),
            .. from report in reports
            from table in report.Tables
            from trial in table.BrokenInWorlds
            group (report.Baseline, trial, table.Defect) by table.Table.ToString() into same
            select Broken(same.Key, [.. same], reports.Count) with
            {
                Severity = Severity.Medium,
            },
            .. from report in reports
            from table in report.Tables
            from fact in table.AgainstIntent
            group (report.Baseline, fact) by (Table: table.Table.ToString(), fact.Command, IsReached: fact.Reached is not null) into same
            select AgainstIntent(same.Key.Table, same.Key.Command, same.Key.IsReached, [.. same]),
            .. from report in reports
            from table in report.Tables
            where table.State == TableState.NotVerified
            group (report.Baseline, table) by table.Table.ToString() into same
            select new Finding(
                Id("not-verified"),
                Severity.Medium,
                $"The isolation of this table is not verified ({On(same.Select(s => s.Baseline))}): {same.First().table.Reason}.",
                same.Key,
                $"If no row can be inserted, add tables: {{ {same.Key}: {{ sample: {{ <column>: <value> }} }} }} in intent.yaml. If "
                    + "members see nothing, grant the missing privilege or exclude the table.",
                FindingStatus.Open
            )
            {
                Responsible = same.First().table.Defect,
            },
        ];

    /// <summary>
    /// Returns a finding for each table that the API's roles can reach but the intent file does not name, so that nobody has accepted the
    /// access to this table.
    /// </summary>
    /// <param name="reports">The reports of all grant baselines, made with an intent file.</param>
    public static IReadOnlyList<Finding> Unnamed(IReadOnlyList<IsolationReport> reports) =>
        [
            .. from table in reports
                .SelectMany(r => r.Tables)
                .Where(t => t.State != TableState.NotReachable)
                .Select(t => t.Table)
                .DistinctBy(t => t.Name)
            where table.Intent is null && table.Excluded is null
            select new Finding(
                Id("unnamed"),
                Severity.High,
                $"The API's roles can reach {table}, which {IntentFile.FileName} does not name.",
                table.ToString(),
                "Add the table to tables, with the allowed access, or to excluded, with the reason. "
                    + $"{Accepted.AcceptedFolder.AcceptVariable}=1 writes the observed access.",
                FindingStatus.Open
            ),
        ];

    private static Finding Leak(string table, string command, (GrantBaseline Baseline, Breach Breach)[] breaches)
    {
        var breach = breaches.MinBy(b => b.Breach.Trial.Statement.Sql.Length).Breach;
        var callers = breaches.SelectMany(b => b.Breach.Callers).Distinct(StringComparer.Ordinal).ToArray();
        return new Finding(
            Id(command),
            Severity.Critical,
            $"{breach.Caller} {breach.What}, but {breach.Why} ({On(breaches.Select(b => b.Baseline))}). "
                + $"{breaches.Sum(b => b.Breach.Statements)} statements by {Names(callers)} succeed.",
            table,
            $"Each policy of {table} must require a valid membership of the caller "
                + "in the row's own tenant; then revoke privileges that no caller needs.",
            FindingStatus.Open
        )
        {
            Example = breach.Trial.ToSql(),
            Responsible = breach.Responsible,
        };
    }

    private static Finding Through(string @object, string kind, (GrantBaseline Baseline, ReachBreach Breach)[] breaches)
    {
        var breach = breaches
            .OrderBy(b => b.Breach.IsByErrorAlone)
            .ThenBy(b => b.Breach.IsWithinTenant)
            .ThenBy(b => b.Breach.Trial.Changes.Count > 0)
            .ThenBy(b => b.Breach.Trial.Statement.Sql.Length)
            .First()
            .Breach;
        var others = breaches
            .SelectMany(b => b.Breach.Callers)
            .Where(c => c != breach.Caller.Caller.Name)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var isServed = IsServed(@object);
        var remedy =
            breach.IsWithinTenant
                ? $"In {@object}, check that the row is the caller's own, or that the caller's role may change other users' rows."
            : kind == "function"
                ? $"In {@object}, check that auth.uid() is a member of the tenant of the rows that it uses, or: revoke "
                    + $"execute on function {@object} from public, anon, authenticated;"
            : kind == "view" ? $"alter view {@object} set (security_invoker = true);"
            : $"revoke all on {@object} from anon, authenticated;";
        return new Finding(
            Id(kind.Replace(' ', '-')),
            breach.IsByErrorAlone || !isServed ? Severity.Medium
                : breach.IsWithinTenant ? Severity.High
                : Severity.Critical,
            $"{breach.Caller} {breach.What}, "
                + $"{breach.Why} ({On(breaches.Select(b => b.Baseline))}).{(others.Length == 0 ? "" : $" So do {Names(others)}.")}"
                + (isServed ? "" : " By SQL only: by default the API does not serve this schema.")
                + (breach.IsByErrorAlone ? " Only an error message reveals these rows." : ""),
            @object,
            remedy,
            FindingStatus.Open
        )
        {
            Example = breach.Trial.ToSql(),
            Responsible = breach.Responsible,
        };
    }

    private static Finding AgainstIntent(string table, string command, bool isReached, (GrantBaseline Baseline, Fact Fact)[] facts)
    {
        var fact = facts.MinBy(f => (f.Fact.Reached ?? f.Fact.Refused)?.Statement.Sql.Length ?? int.MaxValue).Fact;
        var callers = facts.Select(f => f.Fact.Caller.Caller.Name).Distinct(StringComparer.Ordinal).ToArray();
        var (word, trial) = isReached ? ("unintended", fact.Reached) : ("missing", fact.Refused);
        return new Finding(
            Id($"{word}-{command}"),
            Severity.High,
            isReached
                ? $"{Names(callers)} can {command} rows of {table} though the intent denies it ({On(facts.Select(f => f.Baseline))})."
                : $"{Names(callers)} cannot {command} rows of {table} though the intent allows it "
                    + $"({On(facts.Select(f => f.Baseline))}){(trial?.Outcome is { IsAllowed: false } outcome ? $": {outcome}" : "")}"
                    + ".",
            table,
            $"Change the policy or grant, or the entry for {command} on {table} in {IntentFile.FileName}.",
            FindingStatus.Open
        )
        {
            Example = trial?.ToSql(),
            Responsible = facts.Select(f => f.Fact.Responsible).FirstOrDefault(r => r is not null),
        };
    }

    private static Finding Broken(string table, (GrantBaseline Baseline, Trial Trial, Responsible? Defect)[] broken, int tried)
    {
        var trial = broken.MinBy(b => b.Trial.Statement.Sql.Length).Trial;
        var isMissingGrant = broken.All(b =>
            MissingGrant.IsOfExplicitBaseline(b.Trial.Outcome.Message ?? "", broken.Select(x => x.Baseline), tried)
        );
        return new Finding(
            Id("refused-by-defect"),
            isMissingGrant ? Severity.Medium : Severity.High,
            $"{trial.Caller} cannot use {table} because of a defect in its policies or triggers "
                + $"({On(broken.Select(b => b.Baseline))}): {trial.Outcome.SqlState} {trial.Outcome.Message}.",
            table,
            "Repair the policy, trigger or function that the message names: it denies people access to their own rows.",
            FindingStatus.Open
        )
        {
            Example = trial.ToSql(),
            Responsible = broken.Select(b => b.Defect).FirstOrDefault(d => d is not null),
        };
    }

    private static string Id(string check) => FindingKind.Id(FindingKind.Isolation, check);

    private static string Names(string[] callers) =>
        callers.Length <= 4 ? string.Join(", ", callers) : $"{string.Join(", ", callers.Take(4))} and {callers.Length - 4} more";
}
