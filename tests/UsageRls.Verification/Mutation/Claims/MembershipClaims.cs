using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>Who belongs where decides every access: nobody may join by themselves, and nobody sees who belongs to a foreign organisation.</summary>
public static class MembershipClaims
{
    /// <summary>The claims.</summary>
    public static IReadOnlyList<IClaim> For(World world, IReadOnlyList<Caller> callers) =>
    [
        new TriesClaim("Users see their own memberships, and none of an organisation that is not theirs", ClaimArea.Membership, [.. Users(callers).Select(c => See(world, c))]),
        new TriesClaim("Nobody joins an organisation, or changes who belongs to it, by themselves", ClaimArea.Membership, [.. Users(callers).SelectMany(c => Join(world, c))]),
    ];

    private static IEnumerable<Caller> Users(IReadOnlyList<Caller> callers) => callers.Where(c => c.Role is DatabaseRole.Anon or DatabaseRole.Authenticated);

    private static Trial See(World world, Caller caller)
    {
        var own = caller.Role == DatabaseRole.Authenticated ? world.Memberships.Where(m => m.UserId == caller.UserId).Select(m => m.OrgId).ToHashSet() : [];
        return new Trial(caller, Of("select org_id as id from public.org_members") with { Result = ResultKind.Ids }, attempt =>
            own.SetEquals(attempt.Seen) && (attempt.Outcome.IsAllowed || attempt.Outcome.IsDenial) ? null : $"{attempt.Outcome}; should see memberships of {own.Count} organisations");
    }

    private static IEnumerable<Trial> Join(World world, Caller caller)
    {
        var foreign = world.Organizations.First(o => caller.UserId is not { } user || !world.IsMember(user, o.Id));
        var user = world.Users.Any(u => u.Id == caller.UserId) ? caller.UserId : world.Users[^1].Id;
        yield return Denied(caller, $"insert into public.org_members (org_id, user_id) values ({SqlText.Literal(foreign.Id.ToString())}, {SqlText.Literal(user.ToString())})");
        yield return Denied(caller, $"update public.org_members set org_id = {SqlText.Literal(foreign.Id.ToString())}");
        yield return Denied(caller, "update public.org_members set role = 'owner'");
        yield return Denied(caller, "delete from public.org_members");
    }

    private static Trial Denied(Caller caller, string sql) => new(caller, Of(sql), Trial.Is(allowed: false));

    private static Statement Of(string sql) => new(sql) { Targets = ["org_members"] };
}
