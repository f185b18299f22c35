using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A statement that uses a view or function.</summary>
/// <param name="Object">The view, or the function with the types of its arguments.</param>
/// <param name="Kind">What it is: for example <c>view</c> or <c>function</c>.</param>
/// <param name="Statement">The statement.</param>
/// <param name="MayWrite">Whether the statement calls a function that may write.</param>
internal sealed record ReachUse(string Object, string Kind, Statement Statement, bool MayWrite);

/// <summary>Builds the statements that use each view and function.</summary>
/// <param name="population">The tenants, users and rows.</param>
/// <param name="subjects">The watched tables (those whose changes the session records), in the session's order.</param>
/// <param name="rows">The rows of the watched tables.</param>
/// <param name="known">The column values of each row, by table and key.</param>
/// <param name="privileges">The roles' privileges on the tables.</param>
internal sealed class ReachStatements(
    Population population,
    IReadOnlyList<Subject> subjects,
    ILookup<Subject, (string Key, Belonging Belongs)> rows,
    IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
    ColumnPrivileges privileges
)
{
    /// <summary>Returns the statements of a caller.</summary>
    /// <param name="reachable">The views and functions that the API's roles can reach.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="forbidden">The rows that the caller must not see.</param>
    /// <param name="user">The id of a user, to call each function for this user only; null for all calls.</param>
    public IReadOnlyList<ReachUse> Of(
        Reachable reachable,
        Standing caller,
        (Subject Subject, int Place, string Key)[] forbidden,
        string? user = null
    )
    {
        var uses = new List<ReachUse>();
        foreach (var view in reachable.Views.Where(v => v.Role == caller.Caller.Role))
        {
            foreach (var statement in ViewStatements.Create(view, population, subjects, rows, known, caller))
                uses.Add(new(view.Name.ToString(), view.Kind, statement, MayWrite: false));
        }

        var made = forbidden.Select(f => known.GetValueOrDefault((f.Subject.Name, f.Key))).OfType<MadeRow>().ToArray();
        var victim = population.People.FirstOrDefault(p => p.Id.ToString() != caller.User && !caller.Colleagues.Contains(p.Id.ToString()));
        var isForbidden = forbidden.Select(f => (f.Subject.Name, f.Key)).ToHashSet();
        var own = subjects
            .OrderBy(s => s.Kind == SubjectKind.Personal) // rows of tenants first
            .SelectMany(s =>
                rows[s]
                    .OrderBy(r => r.Belongs.User == caller.User) // rows of other authors first
                    .Where(r => !isForbidden.Contains((s.Name, r.Key)) && IsOwn(caller, s, r.Belongs))
                    .Select(r => known.GetValueOrDefault((s.Name, r.Key)))
            )
            .OfType<MadeRow>()
            .ToArray();
        var calls = new Calls(made, population.Schema, Caller.SignedIn("victim", victim?.Id ?? Guid.Empty).Claims!)
        {
            Own = own,
            Tenants = [.. Tenants(made)],
            OwnTenant = Tenants(own).Select(t => t.Text).FirstOrDefault(),
            TablesOf = f => subjects.Select(s => s.Name).Where(name => RuleTexts.Names(f.Body, name.Name)),
        };
        foreach (var function in reachable.Functions.Where(f => f.Role == caller.Caller.Role))
        {
            foreach (var sql in user is null ? calls.Of(function) : calls.OfUser(function, user))
            {
                var statement = new Statement(sql) { Result = function.IsProcedure ? ResultKind.Command : ResultKind.Ids };
                uses.Add(new(function.Signature, "function", statement, MayWrite: !function.IsReadOnly));
            }
        }
        return uses;
    }

    private static bool IsOwn(Standing caller, Subject subject, Belonging row) =>
        row.Tenant is { } tenant
            ? subject.Tenancy is { } model && caller.IsMember(model, tenant)
            : row.User is { } user && user == caller.User;

    // For each tenancy, returns the key of one tenant whose row is among the given rows.
    private IEnumerable<TypedValue> Tenants(MadeRow[] made) =>
        from subject in subjects
        where subject is { Kind: SubjectKind.Tenants, Tenancy: not null }
        let row = made.FirstOrDefault(r => r.Table == subject.Name)
        where row is not null
        let key = subject.Table.Columns.Single(c => c.Name == subject.Tenancy!.Key)
        select new TypedValue(row[key.Name], key.BaseType);

    /// <summary>
    /// Builds a query for the rows that a role can see in any table, as <c>#place key</c>: the table's place in the list of tables, and
    /// the row's key. Returns null if the role may read no table's key.
    /// </summary>
    public string? LookEverywhere(string role) =>
        string.Join(" union all ", VisibleKeys.For(subjects, privileges, role)) is { Length: > 0 } look ? look : null;
}
