using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>
/// A step of a history: a membership is added, changed or removed, an organisation or a user is deleted, or an event is recorded.
/// </summary>
public abstract record Step
{
    /// <summary>The SQLSTATE of a foreign key violation.</summary>
    public const string StillReferredTo = "23503";

    /// <summary>Whether the step is possible in this world; a history skips it if not.</summary>
    public abstract bool IsPossible(World world);

    /// <summary>Returns the world after the step.</summary>
    public abstract World Apply(World world);

    /// <summary>Returns the SQL statement of the step, without a semicolon.</summary>
    public abstract string ToSql();

    /// <summary>The caller who runs the step; null for the administrator.</summary>
    public virtual Caller? By => null;

    /// <summary>Returns the SQLSTATE with which the database must refuse the step in this world; empty if it must not refuse.</summary>
    public virtual string Refusal(World world) => "";

    /// <summary>The organisation that the step deletes, or whose memberships or events it changes; null if there is none.</summary>
    public virtual Guid? Organization => null;

    /// <summary>The user whose account or membership the step changes, or who records an event; null if there is none.</summary>
    public virtual Guid? Person => null;

    /// <summary>Returns the step as text.</summary>
    public abstract string Describe(World world);

    private protected static string Quote(Guid id) => SqlText.Literal(id.ToString());
}

/// <summary>A step: a user becomes a member of an organisation.</summary>
public sealed record Joins(Guid User, Guid Org, string Role) : Step
{
    /// <inheritdoc/>
    public override Guid? Organization => Org;

    /// <inheritdoc/>
    public override Guid? Person => User;

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.Has(Org) && world.Users.Any(u => u.Id == User) && !world.IsMember(User, Org);

    /// <inheritdoc/>
    public override World Apply(World world) => world with { Memberships = [.. world.Memberships, new(Org, User, Role)] };

    /// <inheritdoc/>
    public override string ToSql() =>
        $"insert into public.org_members (org_id, user_id, role) values ({Quote(Org)}, {Quote(User)}, {SqlText.Literal(Role)})";

    /// <inheritdoc/>
    public override string Describe(World world) => $"{WorldText.Person(world, User)} joins {WorldText.Organization(world, Org)} as {Role}";
}

/// <summary>A step: a membership is removed.</summary>
public sealed record Leaves(Guid User, Guid Org) : Step
{
    /// <inheritdoc/>
    public override Guid? Organization => Org;

    /// <inheritdoc/>
    public override Guid? Person => User;

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.IsMember(User, Org);

    /// <inheritdoc/>
    public override World Apply(World world) =>
        world with
        {
            Memberships = [.. world.Memberships.Where(m => m.UserId != User || m.OrgId != Org)],
        };

    /// <inheritdoc/>
    public override string ToSql() => $"delete from public.org_members where org_id = {Quote(Org)} and user_id = {Quote(User)}";

    /// <inheritdoc/>
    public override string Describe(World world) => $"{WorldText.Person(world, User)} leaves {WorldText.Organization(world, Org)}";
}

/// <summary>A step: a member's role changes.</summary>
public sealed record ChangesRole(Guid User, Guid Org, string Role) : Step
{
    /// <inheritdoc/>
    public override Guid? Organization => Org;

    /// <inheritdoc/>
    public override Guid? Person => User;

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.IsMember(User, Org);

    /// <inheritdoc/>
    public override World Apply(World world) =>
        world with
        {
            Memberships = [.. world.Memberships.Select(m => m.UserId == User && m.OrgId == Org ? m with { Role = Role } : m)],
        };

    /// <inheritdoc/>
    public override string ToSql() =>
        $"update public.org_members set role = {SqlText.Literal(Role)} where org_id = {Quote(Org)} and user_id = {Quote(User)}";

    /// <inheritdoc/>
    public override string Describe(World world) =>
        $"{WorldText.Person(world, User)} becomes {Role} of {WorldText.Organization(world, Org)}";
}
