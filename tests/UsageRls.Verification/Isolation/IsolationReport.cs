using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A caller reached a row that the universal rule denies.</summary>
/// <param name="Table">The table that the statement was about.</param>
/// <param name="Command">The command.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Trial">The statement, and what came of it.</param>
/// <param name="What">What was reached, as <c>sees a row of tenant 1 in public.invoices</c>.</param>
/// <param name="Why">Why that is denied.</param>
public sealed record Breach(Subject Table, Command Command, Standing Caller, Trial Trial, string What, string Why)
{
    /// <summary>The row that was reached, by its table and key; null if only a number tells of it.</summary>
    public (Subject Table, string Key)? Row { get; init; }

    /// <summary>The policy, grant or function that let it through; null if that was not looked up.</summary>
    public Responsible? Responsible { get; init; }

    /// <summary>How many statements of this command, on this table, reached what they must not.</summary>
    public int Statements { get; init; } = 1;

    /// <summary>Everybody whose statements did.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>The same for a person, with what to paste into psql.</summary>
    public string Explain() =>
        $"""
            LEAK in {Table}: {Caller} {What}, but {Why}
              {Statements} statements by {Callers.Count} callers: {string.Join(", ", Callers.Take(6))}{(Callers.Count > 6 ? ", …" : "")}
            {string.Join('\n', Trial.ToSql().Split('\n').Select(line => "    " + line))}
            """;
}

/// <summary>Access to rows of the caller's tenant or own rows: observed, not judged.</summary>
/// <param name="Who">The role in the tenant, as <c>member (admin)</c>; or <c>owner</c>.</param>
/// <param name="Command">What.</param>
/// <param name="IsOthers">Whether with rows of others in the tenant too.</param>
public sealed record Observed(string Who, Command Command, bool IsOthers);

/// <summary>How far a table was verified.</summary>
public enum TableState
{
    /// <summary>Every statement was decided as the universal rule says, and at least one was allowed.</summary>
    IsolationVerified,

    /// <summary>Somebody reached what the rule denies.</summary>
    Leaks,

    /// <summary>Not verified; the reason is in <see cref="TableReport.Reason"/>.</summary>
    NotVerified,

    /// <summary>No caller of the API holds a privilege on it.</summary>
    NotReachable,

    /// <summary>Its rows belong to nobody in particular.</summary>
    Shared,

    /// <summary>The isolation is verified, and so is what the intent file allows and denies.</summary>
    Verified,

    /// <summary>The intent file leaves it out, with a reason.</summary>
    Excluded,
}

/// <summary>The result for one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="State">How far it was verified.</param>
/// <param name="Reason">Why, in a sentence; empty if the state says it.</param>
public sealed record TableReport(Subject Table, TableState State, string Reason)
{
    /// <summary>How many statements were tried.</summary>
    public int Attempts { get; init; }

    /// <summary>The accesses against the rule: one for each command, with the plainest statement.</summary>
    public IReadOnlyList<Breach> Breaches { get; init; } = [];

    /// <summary>Statements of people with access that failed for a defect of the schema, as a policy that cannot be evaluated.</summary>
    public IReadOnlyList<Trial> Broken { get; init; } = [];

    /// <summary>The policy or trigger behind the first of <see cref="Broken"/>; null if it is not known.</summary>
    public Responsible? Defect { get; init; }

    /// <summary>The same of people who are members of several tenants, or were, or are not any more: of worlds that may be rare.</summary>
    public IReadOnlyList<Trial> BrokenInWorlds { get; init; } = [];

    /// <summary>The observed access to rows of the caller's tenant, or own rows.</summary>
    public IReadOnlyList<Observed> Observed { get; init; } = [];

    /// <summary>Whether each caller got through with each command on each kind of row.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>
    /// Facts that differ from what the intent file says of the table: allowed though it denies, or denied though it allows.
    /// </summary>
    public IReadOnlyList<Fact> AgainstIntent { get; init; } = [];
}

/// <summary>The isolation of every table of an application on one grant baseline.</summary>
/// <param name="Baseline">The baseline.</param>
/// <param name="Application">What belongs to whom.</param>
/// <param name="Tables">Each table.</param>
/// <param name="Reached">Each view and function that the API's roles can reach.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record IsolationReport(
    GrantBaseline Baseline,
    Application Application,
    IReadOnlyList<TableReport> Tables,
    IReadOnlyList<ReachedObject> Reached,
    TimeSpan Elapsed
)
{
    /// <summary>The results of attacks of more than one statement.</summary>
    public AttackReport Attacks { get; init; } = AttackReport.None;

    /// <summary>The small worlds that were tried, for each kind of tenant.</summary>
    public IReadOnlyList<SmallWorldReport> Worlds { get; init; } = [];

    /// <summary>The callers that may use each function and view.</summary>
    public IReadOnlyList<Use> Uses { get; init; } = [];

    /// <summary>Objects of the application that call stand-ins of the platform's functions.</summary>
    public IReadOnlyList<StandInCall> StandInCalls { get; init; } = [];

    /// <summary>Whether nothing was reached that the rule denies, and nothing is broken.</summary>
    public bool Holds =>
        Tables.All(t => t.State != TableState.Leaks && t.Broken.Count == 0)
        && Reached.All(o => o.Breaches.All(b => b.IsByErrorAlone))
        && Attacks.Breaches.All(b => !b.Severity.IsGrave);
}
