using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Claims;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// Claims about memberships, on which all access depends: no user can add, change or remove a membership, or see a membership of
/// another organisation.
/// </summary>
public static class MembershipClaims
{
    /// <summary>Creates the claims about which memberships users see, for a database with the rows of <see cref="Cast"/>.</summary>
    public static IReadOnlyList<IClaim> Seen(string owner) =>
        [
            new AttemptsClaim(
                "Users see their own memberships, and no membership of another organisation",
                ClaimArea.Membership,
                [.. Users(owner).Select(See)]
            ),
        ];

    /// <summary>Creates the claims about changes of memberships, for a database with the rows of <see cref="Cast"/>.</summary>
    public static IReadOnlyList<IClaim> Changed(string owner) =>
        [
            new AttemptsClaim(
                "No user can add, change or remove the membership of any user",
                ClaimArea.Membership,
                [.. Users(owner).SelectMany(Join)]
            ),
        ];

    private static IEnumerable<Caller> Users(string owner) =>
        Cast.Callers(owner).Where(c => c.Role is DatabaseRole.Anon or DatabaseRole.Authenticated);

    private static ClaimedAttempt See(Caller caller)
    {
        var own =
            caller.Role == DatabaseRole.Authenticated
                ? Cast.World.Memberships.Where(m => m.UserId == caller.UserId).Select(m => m.OrgId).ToHashSet()
                : [];
        return new ClaimedAttempt(
            caller,
            Create("select org_id as id from public.org_members") with
            {
                Result = ResultKind.Ids,
            },
            attempt =>
                own.SetEquals(attempt.Seen) && (attempt.Outcome.IsAllowed || attempt.Outcome.IsDenial)
                    ? null
                    : $"{attempt.Outcome}; should see memberships of {own.Count} organisations"
        );
    }

    private static IEnumerable<ClaimedAttempt> Join(Caller caller)
    {
        var foreign = Cast.World.Organizations.First(o => caller.UserId is not { } user || !Cast.World.IsMember(user, o.Id));
        var user = Cast.World.Users.Any(u => u.Id == caller.UserId) ? caller.UserId : Cast.World.Users[^1].Id;
        yield return Denied(
            caller,
            "insert into public.org_members (org_id, user_id) "
                + $"values ({SqlText.Literal(foreign.Id.ToString())}, {SqlText.Literal(user.ToString())})"
        );
        yield return Denied(caller, $"update public.org_members set org_id = {SqlText.Literal(foreign.Id.ToString())}");
        yield return Denied(caller, "update public.org_members set role = 'owner'");
        yield return Denied(caller, "delete from public.org_members");
    }

    private static ClaimedAttempt Denied(Caller caller, string sql) => new(caller, Create(sql), ClaimedAttempt.Is(allowed: false));

    private static Statement Create(string sql) => new(sql) { Targets = ["org_members"] };
}
