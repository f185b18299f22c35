using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>
/// Probes that show consequences of the task's design: their statements use only allowed access. A person should accept each
/// consequence, and should review the acceptance when the behaviour changes.
/// </summary>
internal static class Consequences
{
    public static IReadOnlyList<Probe> All(string owner) => [SelfReportedTokens, TrailGoesWithOrganization, UserCannotBeErased(owner)];

    private static Probe SelfReportedTokens =>
        new(
            "self_reported_tokens",
            Severity.Medium,
            "public.usage_events",
            "A member can record any valid token count for its own organisation, even a wrong one: the database cannot check the count.",
            "revoke insert on public.usage_events from authenticated; -- and let only the application's servers record billed usage"
        )
        {
            Attacks =
            [
                [
                    new(
                        Canary.Member,
                        $"insert into public.usage_events (org_id, action, tokens_input) values ('{Cast.Home.Id}', "
                            + $"'agency:scope:generate', 1000000000) returning 'billed ' || tokens_total"
                    ),
                ],
            ],
            Leak = seen => seen.Lines.FirstOrDefault(line => line.StartsWith("billed", StringComparison.Ordinal)),
            IsAllowed = true,
        };

    private static Probe TrailGoesWithOrganization =>
        new(
            "trail_goes_with_organization",
            Severity.Medium,
            "public.usage_events",
            "A delete of an organisation also deletes its events, so the events are lost before billing or audit.",
            "alter table public.usage_events drop constraint usage_events_org_id_fkey, add foreign key (org_id) references "
                + "public.organizations (id) on delete restrict; -- and close organisations instead of deleting them"
        )
        {
            Attacks =
            [
                [
                    new(Caller.ServiceRole, $"delete from public.organizations where id = '{Canary.Organization}'") { IsHeard = false },
                    new(
                        Caller.ServiceRole,
                        $"select 'the trail is gone' where not exists (select from public.usage_events where org_id = "
                            + $"'{Canary.Organization}')"
                    ),
                ],
            ],
            Leak = seen => seen.Lines.FirstOrDefault(line => line == "the trail is gone"),
            IsAllowed = true,
        };

    private static Probe UserCannotBeErased(string owner) =>
        new(
            "user_cannot_be_erased",
            Severity.Note,
            "auth.users",
            "A user who has recorded an event cannot be deleted: the foreign key of the events refuses the deletion.",
            "alter table public.usage_events drop constraint usage_events_user_id_fkey, add foreign key (user_id) references "
                + "auth.users (id) on delete set null;"
        )
        {
            Attacks =
            [
                [new(new Caller("who runs the migrations", owner), $"delete from auth.users where id = '{Cast.Foreigner.Id}'")],
            ],
            Leak = seen => seen.Error == "23503" ? seen.Lines[^1] : null,
            IsAllowed = true,
        };
}
