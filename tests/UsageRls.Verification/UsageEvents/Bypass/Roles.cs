using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Attacks by the database role of the session, and by the database roles that the session can switch to.</summary>
internal static class Roles
{
    private const string Table = "public.usage_events",
        Authenticator = "authenticator";

    public static IReadOnlyList<Probe> All => [OwnerNotForced, RoleChain, RoleInherited];

    // Low: on Supabase the owner of the tables has BYPASSRLS, so FORCE has no effect there, and no request runs as the owner.
    private static Probe OwnerNotForced =>
        new(
            "owner_not_forced",
            Severity.Low,
            Table,
            "Policies do not apply to the table's owner, even without BYPASSRLS: every function that runs "
                + "with the owner's privileges reads rows of every tenant.",
            "alter table public.usage_events force row level security;"
        )
        {
            Attacks =
            [
                [
                    new(
                        null,
                        "create role usage_rls_owner; grant usage, create on schema public to usage_rls_owner; alter table "
                            + "public.usage_events owner to usage_rls_owner"
                    ),
                    new(new Caller("owner without bypassrls", "usage_rls_owner"), "select * from public.usage_events"),
                ],
            ],
            Door = "alter table public.usage_events no force row level security",
            NeedsSuperuser = true,
        };

    // PostgREST logs in as authenticator and switches to service_role by design, so the attack by authenticator leaves out service_role.
    private static Probe RoleChain =>
        new(
            "role_chain",
            Severity.Critical,
            Table,
            "The role authenticated, or the login role of the API, may switch to another role to which policies do not apply.",
            "revoke <the role> from authenticated, authenticator;"
        )
        {
            Attacks =
            [
                [BecomeEverybody(Canary.Member, but: Canary.Member.Role)],
                [BecomeEverybody(new Caller("login role of the API", Authenticator), but: DatabaseRole.ServiceRole)],
            ],
            Door = Probes.MayRead + "grant service_role to authenticated",
            NeedsSuperuser = true,
        };

    // On Supabase the API roles have INHERIT; on a server where they do not, the positive control fails and the probe is reported as blind.
    private static Probe RoleInherited =>
        new(
            "role_inherited",
            Severity.Critical,
            Table,
            "A signed-in user reads another organisation's events by a privilege and a policy of another role, of which the "
                + "user's role is a member.",
            "revoke <the role> from authenticated;"
        )
        {
            Attacks =
            [
                [new(Canary.Member, "select * from public.usage_events")],
            ],
            Door = """
                create role usage_rls_group;
                grant select on public.usage_events to usage_rls_group;
                create policy usage_rls_door on public.usage_events for select to usage_rls_group using (true);
                grant usage_rls_group to authenticated
                """,
            NeedsSuperuser = true,
        };

    private static AttackStatement BecomeEverybody(Caller login, string but) =>
        new(
            login,
            $"""
            do $$
            declare
              other text;
              told text;
            begin
              for other in select rolname from pg_catalog.pg_roles where rolname <> '{but}' loop
                begin
                  execute format('set local role %I', other);
                  for told in select e::text from public.usage_events e loop raise notice '%', told; end loop;
                exception when others then null;
                end;
                set local role none;
              end loop;
            end
            $$
            """
        )
        {
            IsLogin = true,
        };
}
