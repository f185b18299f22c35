using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Attacks by settings, functions and temporary objects of the attacker's own session.</summary>
internal static class OwnSettings
{
    /// <summary>The attacker sets <c>row_security</c> to off for its own session.</summary>
    public static Probe RowSecurityOff =>
        new(
            "row_security_off",
            Severity.Critical,
            Probes.Table,
            "If a caller sets row_security to off in its own session, it sees rows of every tenant.",
            "alter table public.usage_events enable row level security;"
        )
        {
            Attacks =
            [
                [new(Canary.Member, "set local row_security = off"), new(Canary.Member, Probes.Read)],
            ],
            Door = Probes.WithoutPolicies,
        };

    /// <summary>The attacker filters with its own function, which reveals the arguments that the function gets.</summary>
    public static Probe LeakyFilter =>
        new(
            "leaky_filter",
            Severity.Critical,
            Probes.Table,
            "PostgreSQL runs a function in the attacker's filter on rows before the policies hide them, and the function reveals the rows.",
            "alter function <the function> not leakproof;"
        )
        {
            Attacks =
            [
                [
                    new(Canary.Member, Sweep.Tell),
                    new(Canary.Member, "select count(*) from public.usage_events e where pg_temp.tell(e.action)"),
                ],
            ],
            Door =
                Probes.MayRead
                + "create policy usage_rls_door on public.usage_events for select to authenticated using (user_id = (select "
                + "auth.uid())); alter function pg_temp.tell(text) leakproof",
            DoorAt = 1,
            NeedsSuperuser = true,
        };

    /// <summary>The attacker creates temporary objects with the names of objects that the policies use.</summary>
    /// <remarks>Medium, because the attack needs the attacker's own SQL: no HTTP request can create a table or a function.</remarks>
    public static Probe ShadowedNames =>
        new(
            "shadowed_names",
            Severity.Medium,
            Probes.Table,
            "By direct SQL, the attacker creates a table or function with a name from a policy, and the policy uses the attacker's object.",
            "alter function <the function that the policy calls> set search_path = '';"
        )
        {
            Attacks =
            [
                [
                    new(
                        Canary.Member,
                        $"""
                        create temp table org_members (org_id uuid, user_id uuid, role text);
                        insert into pg_temp.org_members values ('{Canary.Organization}', '{Canary.Member.UserId}', 'owner');
                        create function pg_temp.uid() returns uuid language sql as $$ select '{Cast.Foreigner.Id}'::uuid $$;
                        set local search_path = pg_temp, public;
                        {Probes.Read}
                        """
                    ),
                ],
            ],
            Door =
                Probes.MayRead
                + """
                    create function public.usage_rls_mine() returns setof uuid
                      language plpgsql stable as 'begin return query select m.org_id from org_members m where m.user_id = auth.uid(); end';
                    create policy usage_rls_door on public.usage_events for select to authenticated
                      using (org_id in (select public.usage_rls_mine()))
                    """,
        };
}
