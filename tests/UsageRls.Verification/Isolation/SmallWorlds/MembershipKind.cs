using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>The status of a person in a tenant: no member, a member in a role, or a member whose membership does not count.</summary>
/// <param name="Role">The member's role; empty if memberships have no role, null for no member.</param>
/// <param name="State">The state in which the membership does not count; null if it counts.</param>
internal sealed record MembershipKind(string? Role, MembershipState? State = null)
{
    /// <summary>The kind of a person who is no member.</summary>
    public static MembershipKind None { get; } = new((string?)null);

    /// <summary>
    /// Returns all kinds that a membership table allows: no member, a member in each role, and a member in each state in which the
    /// membership does not count.
    /// </summary>
    public static IReadOnlyList<MembershipKind> For(MembershipTable members)
    {
        IReadOnlyList<string> roles = members is { Role: not null, Roles.Count: > 0 } ? members.Roles : [""];
        return
        [
            None,
            .. roles.Select(role => new MembershipKind(role)),
            .. members.States.Select(state => new MembershipKind(roles[0], state)),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        State is { } state ? $"{state.Name} member"
        : Role is null ? "no member"
        : Role == "" ? "member"
        : Role;
}
