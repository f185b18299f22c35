using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>One attempt, the answer of the intent, and what the database did.</summary>
/// <param name="Visit">Who asked, in which world.</param>
/// <param name="Command">What for.</param>
/// <param name="Row">The event, or the one that would be.</param>
/// <param name="Model">The intent.</param>
/// <param name="Outcome">What happened.</param>
public readonly record struct Decision(Visit Visit, Command Command, UsageEvent Row, AccessModel Model, Outcome Outcome)
{
    /// <summary>What the intent says.</summary>
    public bool Intended { get; } = Model.Allows(Visit.Caller, Command, Row, Visit.World);

    /// <summary>
    /// How bad it is where both do not agree: 3 for access that is denied, 2 for a
    /// denied row of which an error tells, 1 for missing access.
    /// </summary>
    public int Weight =>
        Intended ? 1
        : Outcome.IsAllowed ? 3
        : 2;

    /// <summary>Whether intent and database agree.</summary>
    public bool Agrees =>
        Intended ? Outcome.IsAllowed : Outcome.IsDenial || (Outcome.Kind is OutcomeKind.RefusedByConstraint && OnlyTheRowIsWrong);

    // If the caller could insert were there such an organisation, the foreign key must refuse. If a constraint refuses any
    // other caller, the policy let the row pass, and the caller learns whether the organisation exists.
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

    /// <summary>The statement that decided, as a person would type it.</summary>
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
