using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Inserts the rows of all tables other than tenants and memberships: for each tenant, for several owners, or one row of a shared table.
/// </summary>
/// <param name="rows">Inserts the rows.</param>
/// <param name="tenants">The tenants with their members.</param>
/// <param name="strangers">The users who are no members of any tenant.</param>
/// <param name="compared">The names of columns that a policy or function compares with another column.</param>
internal sealed class PopulationTables(
    PopulationRows rows,
    PopulationTenants tenants,
    IReadOnlyList<Person> strangers,
    IReadOnlySet<string> compared
)
{
    /// <summary>Inserts the rows of one table.</summary>
    public Task AddAsync(Subject subject, CancellationToken cancellation) =>
        subject switch
        {
            { Kind: SubjectKind.Personal, GivesRights: true } => AddOfStaffAsync(subject, cancellation),
            { Kind: SubjectKind.Tenant, Tenancy: { } model, Tenant: { } path } => AddOfTenantsAsync(subject, model, path, cancellation),
            { Kind: SubjectKind.Personal } => rows.MakeManyAsync(
                subject,
                [.. Owners(2, strangers).Select(o => OfOwner(subject, o!))],
                cancellation
            ),
            _ => rows.MakeAsync(subject, new(GivenValues.For(subject, null, null, rows.StandIns), new(strangers[0], [])), cancellation),
        };

    /// <summary>The people who may access the rows of other users.</summary>
    public List<Person> Staff { get; } = [];

    // A row of this table gives its user access to other users' rows, so only new users get a row: no other caller may have this access.
    private async Task AddOfStaffAsync(Subject subject, CancellationToken cancellation)
    {
        while (Staff.Count < 2)
            Staff.Add(await rows.SignUpAsync($"staff {Staff.Count + 1}", cancellation));
        await rows.MakeManyAsync(subject, [.. Staff.Select(person => OfOwner(subject, person))], cancellation);
    }

    private async Task AddOfTenantsAsync(Subject subject, TenantModel model, RowPath path, CancellationToken cancellation)
    {
        var others = new List<WantedRow>();
        MadeRow? elsewhere = null;
        var isEither = false;
        foreach (var (_, tenant) in tenants.All.Where(t => t.Model == model).ToArray())
        {
            var first = true;
            foreach (var author in Authors(subject, tenants.Members[(model.Tenants, tenant[model.Key]!)]))
            {
                var wanted = new WantedRow(GivenValues.For(subject, tenant[model.Key], author, rows.StandIns), new(author, [tenant]));
                var tie = GivenValues.Tie(subject, wanted.Given, await tenants.MemberlessAsync(subject, cancellation));
                // The tenant's first row also sets optional foreign keys, so that cascades and triggers on these keys have a row to act
                // on.
                var optional = first ? Optional(subject, wanted) : [];
                wanted = wanted with
                {
                    Ways = Ways(optional, first ? Alike(subject, path, wanted.Given, elsewhere) : [], tie),
                    Filled = first ? Compared(subject) : [],
                };
                if (isEither)
                    wanted.Given[subject.User!.Column] = RowValue.Null;
                if (first)
                {
                    var made = await rows.MakeAsync(subject, wanted, cancellation);
                    // A row may belong to either a tenant or a user: a check constraint refuses a row with both.
                    if (made is null && !isEither && GivenValues.HasOptionalUser(subject) && rows.Unpopulated.Remove(subject))
                    {
                        isEither = true;
                        wanted.Given[subject.User!.Column] = RowValue.Null;
                        made = await rows.MakeAsync(subject, wanted, cancellation);
                    }
                    elsewhere = made ?? elsewhere;
                }
                else
                {
                    others.Add(wanted);
                }
                first = false;
            }
        }
        await rows.MakeManyAsync(subject, others, cancellation);

        var isNullable = path is { Steps.Count: 0, Expression: null } && subject.Table.Find(path.Column) is { IsNotNull: false };
        if (!isNullable)
            return;
        foreach (var owner in subject.User is { Steps.Count: 0 } ? Owners(1, strangers.Take(1)) : [null])
        {
            var given = GivenValues.For(subject, null, owner, rows.StandIns);
            given[path.Column] = RowValue.Null;
            await rows.MakeIfTakenAsync(subject, new(given, new(owner ?? strangers[0], [])), cancellation);
        }
    }

    private static IEnumerable<Person> Authors(Subject subject, List<Person> members) => subject.User is null ? members.Take(1) : members;

    private IEnumerable<Person?> Owners(int members, IEnumerable<Person> others) =>
        [.. others, .. tenants.Members.Values.SelectMany(m => m.Take(1)).Take(members)];

    private WantedRow OfOwner(Subject subject, Person owner) =>
        new(GivenValues.For(subject, null, owner, rows.StandIns), new(owner, tenants.Of(owner)));

    // The optional texts that some rule compares with a column of another table: without a value, no row could meet this condition.
    private string[] Compared(Subject subject) =>
        [
            .. subject
                .Table.Columns.Where(c => c is { Category: 'S', IsNotNull: false, Default: null, IsGenerated: false })
                .Where(c => compared.Contains(c.Name) && !subject.Table.ForeignKeys.Any(k => k.Columns.Contains(c.Name)))
                .Select(c => c.Name),
        ];

    // Returns alternative values in the order in which they are tried: all optional references, with the numbers or names of another
    // tenant's row; the optional references only; no further values; a reference to a second tenant.
    private static List<Dictionary<string, RowValue>> Ways(
        Dictionary<string, RowValue> optional,
        Dictionary<string, RowValue> alike,
        Dictionary<string, RowValue> tie
    )
    {
        var ways = new List<Dictionary<string, RowValue>>();
        if (alike.Count > 0)
            ways.Add(new(optional.Concat(alike), StringComparer.Ordinal));
        if (optional.Count > 0)
            ways.Add(optional);
        if (tie.Count > 0)
        {
            ways.AddRange([
                [],
                tie,
            ]);
        }

        return ways;
    }

    // Gives rows of two tenants the same number or name if it must be unique only within a tenant. This exposes a policy that compares
    // the number or name, but not the tenant.
    private static Dictionary<string, RowValue> Alike(Subject subject, RowPath path, Dictionary<string, RowValue> given, MadeRow? elsewhere)
    {
        if (elsewhere is null || path is not { Steps.Count: 0, Expression: null, Column: var tenant })
            return [];
        var columns =
            from key in subject.Table.UniqueKeys
            where key.Contains(tenant)
            from name in key
            where name != tenant && !given.ContainsKey(name) && !subject.Table.ForeignKeys.Any(k => k.Columns.Contains(name))
            where !subject.Table.UniqueKeys.Any(k => k is [var alone] && alone == name)
            let column = subject.Table.Find(name)
            where column is { IsGenerated: false, Identity: Identity.None } && elsewhere.Values.GetValueOrDefault(name) is not null
            select name;
        return columns
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(c => c, c => RowValue.Literal(elsewhere.Values[c]), StringComparer.Ordinal);
    }

    // Returns nullable foreign key columns that have no value yet, each with the key of a row of the same tenant or person.
    private Dictionary<string, RowValue> Optional(Subject subject, WantedRow wanted)
    {
        var optional = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        foreach (var key in subject.Table.ForeignKeys.Where(k => k.Parent != TableName.Users))
        {
            var open = key.Columns.Where(c => !wanted.Given.ContainsKey(c)).ToArray();
            if (
                open.Length == 0
                || open.Any(c => subject.Table.Find(c) is not { IsNotNull: false, Default: null })
                || rows.Parent(key, wanted.Around) is not { } parent
            )
            {
                continue;
            }

            foreach (var column in open)
            {
                optional[column] = RowValue.Literal(
                    parent.Values.GetValueOrDefault(key.ParentColumns[key.Columns.ToList().IndexOf(column)])
                );
            }
        }
        return optional;
    }
}
