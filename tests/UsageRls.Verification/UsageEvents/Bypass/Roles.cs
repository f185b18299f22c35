using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Ways around by who one is to the database, and who one may become.</summary>
internal static class Roles
{
    private const string Table = "public.usage_events",
        Authenticator = "authenticator";

    public static IReadOnlyList<Probe> All => [OwnerNotForced, RoleChain, RoleInherited];

    // Low: the platform's owner of tables has BYPASSRLS, so that FORCE changes nothing there, and no request speaks as the owner.
    private static Probe OwnerNotForced =>
        new(
            "owner_not_forced",
            Severity.Low,
            Table,
            "The policies do not apply to the table's owner, even where that role lacks BYPASSRLS: every function that runs "
                + "with its privileges reads every tenant.",
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

    // The API switches to the service's own role for its requests, and that role sees everything.
    private static Probe RoleChain =>
        new(
            "role_chain",
            Severity.Critical,
            Table,
            "A signed-in user's role, or the one that the API logs in as, may become another role, which the policies do not hold.",
            "revoke <the role> from authenticated, authenticator;"
        )
        {
            Attacks =
            [
                [BecomeEverybody(Canary.Member, but: Canary.Member.Role)],
                [BecomeEverybody(new Caller("what the API logs in as", Authenticator), but: DatabaseRole.ServiceRole)],
            ],
            Door = Probes.MayRead + "grant service_role to authenticated",
            NeedsSuperuser = true,
        };

    // The platform's API roles inherit; where a server's do not, the door stays shut and the probe says that it is blind.
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
