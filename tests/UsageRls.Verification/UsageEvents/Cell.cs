using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>One cell of the matrix: caller, statement path, kind of row, the statement, and the expected result.</summary>
public sealed record Cell(Caller Caller, StatementPath Path, RowRelation Relation, Statement Statement, Expectation Expectation)
{
    /// <summary>
    /// Creates all cells: each caller, each path that this server version supports, and each kind of row that the path can use. A cell for
    /// an own row is left out if the caller has no such row.
    /// </summary>
    /// <param name="model">The intent.</param>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="rights">The privileges on the table, read from the server.</param>
    /// <param name="major">The server's major version.</param>
    /// <param name="paths">The statement paths to use; all if null.</param>
    public static IReadOnlyList<Cell> Enumerate(
        AccessModel model,
        string owner,
        Privileges rights,
        int major,
        IReadOnlyList<StatementPath>? paths = null
    )
    {
        var cells = new List<Cell>(8_192);
        foreach (var caller in Cast.Callers(owner))
        {
            foreach (var path in paths ?? StatementPath.All)
            {
                if (path.Since > major)
                    continue;
                foreach (var relation in RowRelations.For(path))
                {
                    if (TryCreate(model, caller, path, relation, rights) is { } cell)
                        cells.Add(cell);
                }
            }
        }
        return cells;
    }

    private static Cell? TryCreate(AccessModel model, Caller caller, StatementPath path, RowRelation relation, Privileges rights)
    {
        var row = path.Command == Command.Insert ? relation.Proposed(caller) : relation.Existing(caller);
        var isRowPath = path.Rows is PathRows.One or PathRows.WithOwn;
        // An own row needs a caller with a user id and, except for INSERT, an event of this caller.
        if (isRowPath && row is null && relation != RowRelation.Nowhere)
            return null;

        var (isAllowed, events) =
            path.Command == Command.Insert ? Adding(model, caller, path, row!) : Touching(model, caller, path, relation, row);
        var effect = path.Command switch
        {
            _ when !isAllowed => Effect.None,
            Command.Insert => new Effect(events.Count, events.Count),
            Command.Update => new Effect(events.Count, 0),
            Command.Delete or Command.Truncate => new Effect(0, -events.Count),
            _ => Effect.None,
        };
        var variables = Variables(caller, path, relation, row);
        var outcomes = Expectation.OutcomesOf(isAllowed, path, variables, caller, rights);
        if (!outcomes.Contains(OutcomeKind.Allowed))
            effect = Effect.None;
        IReadOnlyList<Guid>? seen = path.Result == ResultKind.Ids ? [.. events.Select(e => e.Id)] : null;
        var rows = path.Rows == PathRows.Table ? 0 : events.Count;
        var statement = path.Fill(variables);
        if (path.Result == ResultKind.CopyIn)
            statement = statement with { Input = $"{row!.OrgId}\t{row.UserId?.ToString() ?? "\\N"}\t{row.Action}\n" };
        return new Cell(caller, path, relation, statement, new Expectation(isAllowed, outcomes, rows, effect, seen));
    }

    private static (bool IsAllowed, IReadOnlyList<UsageEvent> Events) Adding(
        AccessModel model,
        Caller caller,
        StatementPath path,
        UsageEvent row
    )
    {
        UsageEvent[] rows = path.Rows == PathRows.WithOwn ? [OwnRow(caller), row] : [row];
        return (rows.All(r => path.Commands.All(command => model.Allows(caller, command, r, Cast.World))), rows);
    }

    // SELECT, UPDATE and DELETE read or change existing rows: if the intent denies all of these rows to the caller, the statement must
    // return and change no row.
    private static (bool IsAllowed, IReadOnlyList<UsageEvent> Events) Touching(
        AccessModel model,
        Caller caller,
        StatementPath path,
        RowRelation relation,
        UsageEvent? row
    )
    {
        if (path.Rows == PathRows.Table)
        {
            var may = AccessModel.AllowsOnTable(caller, path.Command);
            return (may, may && path.Command == Command.Truncate ? Cast.World.Events : []);
        }

        IEnumerable<UsageEvent> touched = path.Rows switch
        {
            PathRows.All => Cast.World.Events,
            PathRows.Tenant => Cast.World.Events.Where(e => e.OrgId == relation.Organization()),
            _ => row is null ? [] : [row],
        };
        UsageEvent[] allowed = [.. touched.Where(e => path.Commands.All(command => model.Allows(caller, command, e, Cast.World)))];
        return (allowed.Length > 0, allowed);
    }

    private static UsageEvent OwnRow(Caller caller) => Cast.Event(Cast.Home.Id, caller.UserId);

    private static readonly Column s_id = Uuid("id"),
        s_org = Uuid("org_id"),
        s_user = Uuid("user_id");

    private static readonly PathVariables s_table = new PathVariables(
        new("public", "usage_events"),
        [s_id],
        s_org.Name,
        s_user.Name,
        "action"
    )
        .With("tenants", "public.organizations")
        .With("tenants_name", "organizations")
        .With("members_name", "org_members")
        .With("changed_value", "'agency:matrix:update'")
        .With("foreign_tenant", SqlText.Literal(Cast.Foreign.Id.ToString()))
        .With("other_author", SqlText.Literal(Cast.Colleague.Id.ToString()));

    private static PathVariables Variables(Caller caller, StatementPath path, RowRelation relation, UsageEvent? row)
    {
        var tenant = path.Command == Command.Insert ? row!.OrgId : relation.Organization();
        return s_table
            .WithRow([(row?.Id ?? Cast.Nowhere).ToString()])
            .WithInsert(Values(tenant, row?.UserId))
            .With("own_values", PathVariables.Join(Values(Cast.Home.Id, caller.UserId)))
            .With("of_tenant", $"org_id = {SqlText.Literal(tenant.ToString())}")
            .With("role", caller.Role);
    }

    private static (string, TypedValue)[] Values(Guid tenant, Guid? author) =>
        [
            (s_org.Name, new(tenant.ToString(), s_org.Type)),
            (s_user.Name, new(author?.ToString(), s_user.Type)),
            ("action", new("suite:matrix:insert", "text")),
        ];

    private static Column Uuid(string name) => new(name, "uuid") { BaseType = "uuid", Category = 'U' };
}
