using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation.SmallWorlds;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Makes a user a member of the tenant under attack and removes the user again, as an application's server would. A token that the user
/// gets afterwards, with the <c>app_metadata</c> that triggers have stored for the user, must not open the tenant's rows. Does nothing if
/// no function of the application writes this metadata.
/// </summary>
internal sealed class StaleClaims(AttackScene scene)
{
    private readonly Function[] _writers =
    [
        .. scene.Texts.Functions.Where(f =>
            !DatabaseSchema.IsPlatforms(f.Schema) && f.Body.Contains("raw_app_meta_data", StringComparison.OrdinalIgnoreCase)
        ),
    ];

    /// <summary>Attacks each tenancy whose memberships are rows of a table, and returns the breaches.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        if (_writers.Length == 0 || scene.Look(DatabaseRole.Authenticated) is not { } look)
            return breaches;
        foreach (var (model, tenant) in scene.Victims)
        {
            if (
                model is not { HasTable: true, IsOfUsers: false, Members: { } members }
                || scene.Population.Application.Find(members.Table).FirstOrDefault() is not { } table
            )
            {
                continue;
            }
            var person = scene.Population.Strangers[0];
            var sql = await MembershipSql.PrepareAsync(
                scene.Session.Connection,
                scene.Population,
                model,
                table,
                [person],
                [tenant],
                cancellation
            );
            if (sql.Kinds.LastOrDefault(k => k is { Role: not null, State: null }) is not { } kind)
                continue;
            var joined = sql.Of(new MembershipStep(0, 0, kind), MembershipKind.None);
            var left = sql.Of(new MembershipStep(0, 0, MembershipKind.None), kind);
            var user = scene.Stand(person);
            var renewed = look with { Before = [.. Renew(user)] };
            var done = await scene.Session.TryAllAsync(
                [(user.Caller, renewed), (user.Caller, renewed with { Scene = $"{joined}; {left}" })],
                cancellation
            );
            if (Judge(user, members, done[0], done[1]) is { } breach)
                breaches.Add(breach);
        }
        return breaches;
    }

    /// <summary>
    /// Returns the statements that give a user a new token inside its transaction: as Supabase Auth does, they copy the stored metadata
    /// into the claims.
    /// </summary>
    public static IEnumerable<string> Renew(Standing user) =>
        [
            "set local role none",
            $"select set_config('request.jwt.claims', ({SqlText.Literal(user.Caller.Claims)}::jsonb || jsonb_build_object('app_metadata', "
                + $"u.raw_app_meta_data))::text, true) from auth.users as u where u.id = {SqlText.Literal(user.User)}",
            $"set local role {SqlText.Identifier(user.Caller.Role)}",
        ];

    private AttackBreach? Judge(Standing user, MembershipTable members, Trial before, Trial after)
    {
        if (
            before.Outcome.SqlState is not null
            || after.Outcome.SqlState is not null
            || scene.FirstForbidden(user, VisibleKeys.Looked(after), VisibleKeys.Looked(before)) is not var (seen, _, why)
        )
        {
            return null;
        }

        string[] writers = [.. _writers.Select(f => f.ToString())];
        return new AttackBreach(
            "stale-claim",
            Severity.Critical,
            seen.ToString(),
            user.ToString(),
            $"becomes a member by a row of {members.Table}, which is deleted again, and then gets a new token, whose app_metadata still "
                + $"opens a row of {seen} {why}",
            $"Let a trigger on {members.Table} also remove the tenant from raw_app_meta_data when a membership is deleted, or let the "
                + $"policies of {seen} read the memberships.",
            (
                after with
                {
                    Statement = AttackScene.Select(seen) with { Scene = after.Statement.Scene, Before = after.Statement.Before },
                }
            ).ToSql()
        )
        {
            Functions = writers,
            Responsible = new(
                ResponsibleKind.Object,
                $"function {string.Join(", ", writers)}",
                "keeps a tenant in app_metadata after the user has left it"
            ),
        };
    }
}
