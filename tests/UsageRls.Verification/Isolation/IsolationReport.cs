using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A statement by which a caller reached a row that the universal rule denies to the caller.</summary>
/// <param name="Table">The table that the statement addressed.</param>
/// <param name="Command">The command of the statement.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Trial">The statement with its outcome and its changes.</param>
/// <param name="What">The access in words: <c>sees a row of public.invoices of organization 2</c>.</param>
/// <param name="Why">Why the universal rule denies the access.</param>
public sealed record Breach(Subject Table, Command Command, Standing Caller, Trial Trial, string What, string Why)
{
    /// <summary>The table and key of the reached row; if the statement returned only a count, of a row that it may have counted.</summary>
    public (Subject Table, string Key)? Row { get; init; }

    /// <summary>The policy, grant or function that allowed the access; null if the cause was not searched for or not found.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>How many statements with the same command and the same changed table broke the rule.</summary>
    public int Statements { get; init; } = 1;

    /// <summary>The names of the callers of these statements.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>Describes the breach for a person, with SQL to paste into psql.</summary>
    public string Explain() =>
        $"""
            LEAK in {Table}: {Caller} {What}, but {Why}
              {Statements} statements by {Callers.Count} callers: {string.Join(", ", Callers.Take(6))}{(Callers.Count > 6 ? ", …" : "")}
            {string.Join('\n', Trial.ToSql().Split('\n').Select(line => "    " + line))}
            """;
}

/// <summary>Access that the universal rule does not deny, such as access to rows of the caller's own tenant.</summary>
/// <param name="Who">
/// The caller's role in the tenant: <c>member (admin)</c>; for a row without a tenant, <c>owner</c> or <c>a colleague of the owner</c>.
/// </param>
/// <param name="Command">The command that succeeded.</param>
/// <param name="IsOthers">Whether the reached row belongs to another user.</param>
public sealed record Observed(string Who, Command Command, bool IsOthers);

/// <summary>How far a table's isolation was verified.</summary>
public enum TableState
{
    /// <summary>The outcome of every statement obeyed the universal rule, and at least one statement reached a row.</summary>
    IsolationVerified,

    /// <summary>A caller reached a row that the universal rule denies.</summary>
    Leaks,

    /// <summary>The table was not verified; <see cref="TableReport.Reason"/> has the reason.</summary>
    NotVerified,

    /// <summary>Neither <c>anon</c> nor <c>authenticated</c> holds a privilege on the table.</summary>
    NotReachable,

    /// <summary>The table's rows belong to no tenant and no user.</summary>
    Shared,

    /// <summary>The isolation is verified, and the access was compared with the intent file.</summary>
    Verified,

    /// <summary>The intent file excludes the table, with a reason.</summary>
    Excluded,
}

/// <summary>The isolation result for one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="State">How far the table was verified.</param>
/// <param name="Reason">The reason for the state, in a sentence; empty if the state needs none.</param>
public sealed record TableReport(Subject Table, TableState State, string Reason)
{
    /// <summary>How many statements were run on the table.</summary>
    public int Attempts { get; init; }

    /// <summary>The breaches of the universal rule: one for each command and changed table, with the shortest statement.</summary>
    public IReadOnlyList<Breach> Breaches { get; init; } = [];

    /// <summary>
    /// Statements that failed because of a defect in the schema, such as a policy that cannot be evaluated: one for each error message. The
    /// callers are members, or signed-in users if the table's rows belong to no tenant.
    /// </summary>
    public IReadOnlyList<Trial> Broken { get; init; } = [];

    /// <summary>The policy or trigger that makes the first statement in <see cref="Broken"/> fail; null if unknown.</summary>
    public Responsible? Defect { get; init; }

    /// <summary>
    /// Statements that failed because of a defect like those in <see cref="Broken"/>, but only in small worlds: for example, statements of
    /// former members.
    /// </summary>
    public IReadOnlyList<Trial> BrokenInWorlds { get; init; } = [];

    /// <summary>The access that callers had and that the universal rule does not deny.</summary>
    public IReadOnlyList<Observed> Observed { get; init; } = [];

    /// <summary>For each caller, each command, and all rows of the same tenant and user, whether the command succeeded.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>
    /// Facts that contradict the intent file: allowed though the intent denies it, or denied though the intent allows it.
    /// </summary>
    public IReadOnlyList<Fact> AgainstIntent { get; init; } = [];
}

/// <summary>The isolation results of an application on one grant baseline.</summary>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Application">The tenancies and tables of the application.</param>
/// <param name="Tables">The result for each table.</param>
/// <param name="Reached">The result for each view and function that the API's roles can reach.</param>
/// <param name="Elapsed">How long the run took.</param>
public sealed record IsolationReport(
    GrantBaseline Baseline,
    Application Application,
    IReadOnlyList<TableReport> Tables,
    IReadOnlyList<ReachedObject> Reached,
    TimeSpan Elapsed
)
{
    /// <summary>The results of the attacks, which need several statements or prepared data.</summary>
    public AttackReport Attacks { get; init; } = AttackReport.None;

    /// <summary>For each tenancy, how many small worlds were run, or why no small world was run.</summary>
    public IReadOnlyList<SmallWorldReport> Worlds { get; init; } = [];

    /// <summary>Which callers may use each function and view.</summary>
    public IReadOnlyList<Use> Uses { get; init; } = [];

    /// <summary>The application's calls of platform functions that act outside the database or that a stand-in replaces.</summary>
    public IReadOnlyList<StandInCall> StandInCalls { get; init; } = [];

    /// <summary>The kept results of earlier runs; null if this run uses and keeps no results.</summary>
    public KeptTables? Kept { get; init; }

    /// <summary>
    /// Whether no table leaks or has statements that fail because of a defect, views and functions reveal forbidden rows by error messages
    /// at most, and no attack of high or critical severity succeeded.
    /// </summary>
    public bool Holds =>
        Tables.All(t => t.State != TableState.Leaks && t.Broken.Count == 0)
        && Reached.All(o => o.Breaches.All(b => b.IsByErrorAlone))
        && Attacks.Breaches.All(b => !b.Severity.IsGrave);
}
