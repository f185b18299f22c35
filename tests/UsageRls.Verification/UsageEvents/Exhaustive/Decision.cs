using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>One statement on one row: the answer of the intent and what the database did.</summary>
/// <param name="Visit">The caller and its world.</param>
/// <param name="Command">The command.</param>
/// <param name="Row">The existing event, or the event to be inserted.</param>
/// <param name="Model">The intent.</param>
/// <param name="Outcome">What the database did.</param>
public readonly record struct Decision(Visit Visit, Command Command, UsageEvent Row, AccessModel Model, Outcome Outcome)
{
    /// <summary>Whether the intent allows the statement.</summary>
    public bool Intended { get; } = Model.Allows(Visit.Caller, Command, Row, Visit.World);

    /// <summary>
    /// The severity if intent and database disagree: 3 for unintended access, 2 for an error
    /// that is no denial and can reveal that a row exists, 1 for missing access.
    /// </summary>
    public int Weight =>
        Intended ? 1
        : Outcome.IsAllowed ? 3
        : 2;

    /// <summary>Whether intent and database agree.</summary>
    public bool Agrees =>
        Intended ? Outcome.IsAllowed : Outcome.IsDenial || (Outcome.Kind is OutcomeKind.RefusedByConstraint && OnlyTheRowIsWrong);

    // If only the organisation's absence makes the insert wrong, the foreign key must refuse the row. If a constraint refuses a row that
    // the intent denies anyway, the policies let that row pass, and the error shows the caller whether the organisation exists.
    private bool OnlyTheRowIsWrong
    {
        get
        {
            var org = Row.OrgId;
            var world = Visit.World;
            return Command is Command.Insert
                && !world.Has(org)
                && Model.Allows(
                    Visit.Caller,
                    Command,
                    Row,
                    world with
                    {
                        Organizations = [.. world.Organizations, new(org, "made up", "made-up")],
                    }
                );
        }
    }

    /// <summary>Returns the statement in plain SQL, as a person would type it.</summary>
    public string ToSql() =>
        Command switch
        {
            Command.Select => $"select id from public.usage_events where id = '{Row.Id}';",
            Command.Update => $"update public.usage_events set action = 'agency:world:changed' where id = '{Row.Id}';",
            Command.Delete => $"delete from public.usage_events where id = '{Row.Id}';",
            _ => "insert into public.usage_events (org_id, user_id, action) "
                + $"values ('{Row.OrgId}', {Fixtures.Databases.SqlText.Literal(Row.UserId?.ToString())}, 'suite:world:insert');",
        };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Visit.Caller} · {Command.ToString().ToLowerInvariant()} · event in "
        + $"{WorldText.Organization(Visit.World, Row.OrgId)} by {WorldText.Person(Visit.World, Row.UserId)}"
        + $" -> {Outcome}; intended: {(Intended ? "allowed" : "denied")}";
}
