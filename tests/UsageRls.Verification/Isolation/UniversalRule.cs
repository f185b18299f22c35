using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// The rule for all access that the intent file does not allow. Only members of a tenant see, insert, change or delete its rows.
/// Only the owner and members of the owner's tenants use a personal row. In a table whose rows belong to tenants, nobody changes or deletes
/// a row that names no tenant and no user. Nobody moves a row between tenants without being a member of both. Nobody makes themselves a
/// member of a tenant. The methods contain the exceptions, for example for the rows of a public directory.
/// </summary>
/// <param name="tenants">The tenants that existed before the statement. The rule ignores a tenant that the statement creates.</param>
/// <param name="names">The name of each tenant for reports.</param>
/// <param name="people">The name of each user for reports, by id.</param>
public sealed class UniversalRule(
    IReadOnlySet<(TenantModel Model, string Key)> tenants,
    IReadOnlyDictionary<(TableName Tenants, string Key), string> names,
    IReadOnlyDictionary<string, string> people
)
{
    /// <summary>
    /// The tables whose rows without a tenant everybody may see, whoever their author is: <see cref="CommonRows"/>.
    /// </summary>
    public IReadOnlySet<TableName> Common { get; init; } = new HashSet<TableName>();

    /// <summary>Creates the rule for the rows that exist when a session begins.</summary>
    public static UniversalRule From(
        Population population,
        IReadOnlyList<Subject> subjects,
        ILookup<Subject, (string Key, Belonging Belongs)> rows,
        IReadOnlySet<TableName>? common = null
    ) =>
        new(
            subjects
                .Where(s => s.Tenancy is not null)
                .SelectMany(s => rows[s].Where(r => r.Belongs.Tenant is not null).Select(r => (s.Tenancy!, r.Belongs.Tenant!)))
                .ToHashSet(),
            population.Names,
            population.People.ToDictionary(p => p.Id.ToString(), p => p.Name, StringComparer.Ordinal)
        )
        {
            Common = common ?? new HashSet<TableName>(),
        };

    /// <summary>Returns why the caller must not see the row; null if the caller may see it, or if the rule does not decide.</summary>
    public string? AgainstSeeing(Standing caller, Subject subject, Belonging row)
    {
        if (subject.IsListed || subject.DirectoryOf.Contains(caller.Caller.Role) || caller.IsStaff)
            return null;
        if (IntentRule.Allows(caller, subject, "select", row) == true)
            return null;
        if (row.Tenant is null && Common.Contains(subject.Name))
            return null;
        // Users may see their own membership in any state.
        if (subject.Kind == SubjectKind.Memberships && row.User is not null && row.User == caller.User)
            return null;
        // If a stand-in created all policies of the table, these policies cannot check a membership state that migrations add.
        if (
            subject is { Kind: SubjectKind.Tenants, Table.HasStandInPolicies: true, Tenancy: { } model }
            && row.Tenant is { } tenant
            && caller.Lapsed.Contains((model.Tenants, tenant))
        )
        {
            return null;
        }
        // The application decides whether members see the profiles of users who have left the tenant or are only invited.
        if (row is { Tenant: null, User: { } owner } && caller.LapsedColleagues.Contains(owner))
            return null;
        return Against(caller, subject, row);
    }

    /// <summary>Returns why the caller must not make the change; null if the caller may make it, or if the rule does not decide.</summary>
    public string? AgainstChanging(Standing caller, RowChange change)
    {
        if (caller.IsStaff)
            return null;
        if (
            IntentRule.Allows(caller, change.Table, change.Command, change.After ?? change.Before!.Value) == true
            && (change.Before is not { } was || IntentRule.Allows(caller, change.Table, change.Command, was) == true)
        )
        {
            return null;
        }

        if (
            change is { Command: "update" or "delete", Before: { Tenant: null, User: null }, Table.Kind: SubjectKind.Tenant }
            && change.Table.Tenant is { Steps: [], Expression: null }
        )
        {
            return "the row names no tenant, so every tenant uses it";
        }

        // Who accepts or declines an invitation may cause a row for a member of that tenant, such as a notification.
        if (change is { Before: null, After: { Tenant: null, User: { } told } } && caller.Inviters.Contains(told))
            return null;
        // A user may ask to become a member of any tenant: the user's own membership does not count yet.
        if (change is { Before: null, Table.Kind: SubjectKind.Memberships, Counts: false, After.User: { } asking } && asking == caller.User)
            return null;
        var isOwnMembership =
            change.Table.Kind == SubjectKind.Memberships && change.Before is { User: { } member } && member == caller.User;
        // A user may leave a tenant, and accept or decline an invitation: the rule ignores changes of the user's own membership, unless
        // they move the membership to another tenant.
        if (isOwnMembership && (change.After is null || change.After?.Tenant == change.Before?.Tenant))
            return null;
        return (change.Before is { } before ? Against(caller, change.Table, before) : null)
            ?? (change.After is { } after ? Against(caller, change.Table, after) : null);
    }

    /// <summary>Describes to whom a row belongs: <c>of organization 1</c>, <c>of stranger</c>, <c>of nobody</c>.</summary>
    public string Whose(Subject subject, Belonging row) =>
        row.Tenant is { } tenant && subject.Tenancy is { } model ? $"of {Tenant(model, tenant)}"
        : row.User is { } user ? $"of {User(user)}"
        : "of nobody";

    private string Tenant(TenantModel model, string key) => names.GetValueOrDefault((model.Tenants, key)) ?? $"tenant {key}";

    private string User(string id) => people.GetValueOrDefault(id) ?? $"user {id}";

    private string? Against(Standing caller, Subject subject, Belonging row)
    {
        if (row.Tenant is { } tenant && subject.Tenancy is { } model)
        {
            if (!tenants.Contains((model, tenant)) || caller.IsMember(model, tenant) || caller.IsBeside(subject, row))
                return null;
            // The founder of a tenant, whom the tenant's row names, may use that row.
            if (subject.Kind == SubjectKind.Tenants && row.User is not null && row.User == caller.User)
                return null;
            return $"is no member of {Tenant(model, tenant)}";
        }

        if (row.User is not { } owner || subject.Kind == SubjectKind.Shared || owner == caller.User)
            return null;
        // The application decides what members of one tenant may do with each other's personal rows.
        return caller.Colleagues.Contains(owner) ? null : $"is not {User(owner)} and shares no tenant with this user";
    }
}
