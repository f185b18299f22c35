using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>Something that happens in a world: who belongs where changes, or an event is recorded.</summary>
public abstract record Step
{
    /// <summary>SQLSTATE of a foreign key that is still referred to.</summary>
    public const string StillReferredTo = "23503";

    /// <summary>Whether it can happen in this world at all; what cannot is passed over.</summary>
    public abstract bool IsPossible(World world);

    /// <summary>The world after it.</summary>
    public abstract World Apply(World world);

    /// <summary>The statement, without a semicolon.</summary>
    public abstract string ToSql();

    /// <summary>The user who does it; null for the administrator.</summary>
    public virtual Caller? By => null;

    /// <summary>The SQLSTATE with which the database must refuse it in this world; empty if it must not.</summary>
    public virtual string Refusal(World world) => "";

    /// <summary>The organisation it is about, where it is about one.</summary>
    public virtual Guid? Organization => null;

    /// <summary>The person it is about, where it is about one.</summary>
    public virtual Guid? Person => null;

    /// <summary>The step in words.</summary>
    public abstract string Describe(World world);

    private protected static string Quote(Guid id) => SqlText.Literal(id.ToString());
}

/// <summary>Someone becomes a member.</summary>
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

/// <summary>A member leaves, or is thrown out.</summary>
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

/// <summary>A member's role changes, up or down.</summary>
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
