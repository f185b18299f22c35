using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>A step: an organisation is deleted, together with its memberships and events.</summary>
public sealed record OrganizationDeleted(Guid Org) : Step
{
    /// <inheritdoc/>
    public override Guid? Organization => Org;

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.Has(Org);

    /// <inheritdoc/>
    public override World Apply(World world) =>
        world with
        {
            Organizations = [.. world.Organizations.Where(o => o.Id != Org)],
            Memberships = [.. world.Memberships.Where(m => m.OrgId != Org)],
            FormerMemberships = [.. world.FormerMemberships.Where(m => m.OrgId != Org)],
            Events = [.. world.Events.Where(e => e.OrgId != Org)],
        };

    /// <inheritdoc/>
    public override string ToSql() => $"delete from public.organizations where id = {Quote(Org)}";

    /// <inheritdoc/>
    public override string Describe(World world) => $"{WorldText.Organization(world, Org)} is deleted";
}

/// <summary>
/// A step: a user account is deleted; the database must refuse this while events refer to the user, because events are an audit trail.
/// </summary>
public sealed record UserDeleted(Guid User) : Step
{
    /// <inheritdoc/>
    public override Guid? Person => User;

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.Users.Any(u => u.Id == User);

    /// <inheritdoc/>
    public override string Refusal(World world) => world.Events.Any(e => e.UserId == User) ? StillReferredTo : "";

    /// <inheritdoc/>
    public override World Apply(World world) =>
        Refusal(world) != ""
            ? world
            : world with
            {
                Users = [.. world.Users.Where(u => u.Id != User)],
                Memberships = [.. world.Memberships.Where(m => m.UserId != User)],
                FormerMemberships = [.. world.FormerMemberships.Where(m => m.UserId != User)],
            };

    /// <inheritdoc/>
    public override string ToSql() => $"delete from auth.users where id = {Quote(User)}";

    /// <inheritdoc/>
    public override string Describe(World world) =>
        $"the account of {WorldText.Person(world, User)} is deleted{(Refusal(world) == "" ? "" : " (refused: events refer to it)")}";
}

/// <summary>A step: a member inserts an event, with the member as its author.</summary>
/// <param name="User">The member's user id.</param>
/// <param name="Org">The organisation's id.</param>
/// <param name="Mark">The value in the metadata that identifies the event, because the database chooses the event's id.</param>
public sealed record Records(Guid User, Guid Org, Guid Mark) : Step
{
    /// <summary>The name of the JSON property of an event's metadata that holds the mark.</summary>
    public const string MarkKey = "suite_mark";

    /// <inheritdoc/>
    public override Guid? Organization => Org;

    /// <inheritdoc/>
    public override Guid? Person => User;

    /// <inheritdoc/>
    public override Caller? By => Caller.SignedIn("a member", User);

    /// <inheritdoc/>
    public override bool IsPossible(World world) => world.IsMember(User, Org);

    /// <summary>
    /// Whether the intent allows the insert. <see cref="HistorySession.PlayAsync"/> ends a history before the first insert that the intent
    /// denies.
    /// </summary>
    public bool IsIntended(AccessModel model, World world) => model.Allows(By!, Command.Insert, SmallEvent.New(Mark, Org, User), world);

    /// <inheritdoc/>
    public override World Apply(World world) => world with { Events = [.. world.Events, SmallEvent.New(Mark, Org, User)] };

    /// <inheritdoc/>
    public override string ToSql() =>
        $"insert into public.usage_events (org_id, user_id, action, metadata) values ({Quote(Org)}, {Quote(User)}, 'suite:history:record', "
        + $"{SqlText.Literal($$"""{"{{MarkKey}}":"{{Mark}}"}""")})";

    /// <inheritdoc/>
    public override string Describe(World world) =>
        $"{WorldText.Person(world, User)} records an event in {WorldText.Organization(world, Org)} ({Mark})";
}
