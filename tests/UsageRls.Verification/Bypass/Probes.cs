using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Bypass;

/// <summary>The known ways around, tried as a member of another organisation.</summary>
public static class Probes
{
    internal const string Table = "public.usage_events",
        Read = "select * from public.usage_events";

    // A door must lead somewhere, whatever rights the migrations have given.
    internal const string MayRead =
        "grant select on public.usage_events to authenticated, service_role; grant select on public.org_members to authenticated; ";
    internal const string ByHeader =
        MayRead
        + "create policy usage_rls_door on public.usage_events for select to authenticated using ((current_setting('request.headers', true)::json ->> 'x-org-id')::uuid = org_id)";
    private const string WithoutPolicies = MayRead + "alter table public.usage_events disable row level security";

    private static readonly Caller s_attacker = Canary.Member;

    /// <summary>All of them.</summary>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="claims">Names of claims and headers that the policies' own text reads.</param>
    public static IReadOnlyList<Probe> All(string owner, IReadOnlyCollection<string> claims) =>
        [
            .. Roles.All,
            RowSecurityOff,
            LeakyFilter,
            ShadowedNames,
            Forged(claims),
            ForgedHeaders.Of(claims),
            SelfAdmission,
            OwnClaims,
            HeldCursor,
            HeldStatement,
            TriggerSpy,
            ReferenceOracle,
            NextTable(owner),
            .. Streams.All,
            .. Consequences.All(owner),
        ];

    private static Probe RowSecurityOff =>
        new(
            "row_security_off",
            Severity.Critical,
            Table,
            "Switching row level security off for one's own session shows every tenant's rows.",
            "alter table public.usage_events enable row level security;"
        )
        {
            Attacks =
            [
                [new(s_attacker, "set local row_security = off"), new(s_attacker, Read)],
            ],
            Door = WithoutPolicies,
        };

    private static Probe LeakyFilter =>
        new(
            "leaky_filter",
            Severity.Critical,
            Table,
            "A function in the attacker's own filter is run on rows before the policies have hidden them, and tells what it saw.",
            "alter function <the function> not leakproof;"
        )
        {
            Attacks =
            [
                [new(s_attacker, Sweep.Tell), new(s_attacker, "select count(*) from public.usage_events e where pg_temp.tell(e.action)")],
            ],
            Door =
                MayRead
                + "create policy usage_rls_door on public.usage_events for select to authenticated using (user_id = (select auth.uid())); alter function pg_temp.tell(text) leakproof",
            DoorAt = 1,
            NeedsSuperuser = true,
        };

    // Medium, as the other probes that take SQL of the attacker's own: no HTTP request makes a table, a function or a trigger.
    private static Probe ShadowedNames =>
        new(
            "shadowed_names",
            Severity.Medium,
            Table,
            "By SQL of its own, the attacker puts a table or function of its own in the way of one that the policies ask, and is believed.",
            "alter function <the function that the policy calls> set search_path = '';"
        )
        {
            Attacks =
            [
                [
                    new(
                        s_attacker,
                        $"""
                        create temp table org_members (org_id uuid, user_id uuid, role text);
                        insert into pg_temp.org_members values ('{Canary.Organization}', '{s_attacker.UserId}', 'owner');
                        create function pg_temp.uid() returns uuid language sql as $$ select '{Cast.Foreigner.Id}'::uuid $$;
                        set local search_path = pg_temp, public;
                        {Read}
                        """
                    ),
                ],
            ],
            Door =
                MayRead
                + """
                    create function public.usage_rls_mine() returns setof uuid language plpgsql stable as 'begin return query select m.org_id from org_members m where m.user_id = auth.uid(); end';
                    create policy usage_rls_door on public.usage_events for select to authenticated using (org_id in (select public.usage_rls_mine()))
                    """,
        };

    private static Probe SelfAdmission =>
        new(
            "self_admission",
            Severity.Critical,
            "public.org_members",
            "A stranger writes itself into an organisation and reads it as its member.",
            "revoke insert, update on public.org_members from authenticated;"
        )
        {
            Attacks =
            [
                .. new[]
                {
                    $"insert into public.org_members (org_id, user_id) values ('{Canary.Organization}', '{s_attacker.UserId}')",
                    $"insert into public.org_members (org_id, user_id, role) values ('{Canary.Organization}', '{s_attacker.UserId}', 'owner')",
                    $"update public.org_members set org_id = '{Canary.Organization}' where user_id = '{s_attacker.UserId}'",
                    $"update public.org_members set user_id = '{s_attacker.UserId}' where org_id = '{Canary.Organization}'",
                    $"update public.usage_events set org_id = '{Cast.Home.Id}'",
                    $"update public.organizations set id = '{Cast.Home.Id}' where id = '{Canary.Organization}'",
                }.Select(sql => (IReadOnlyList<Step>)[new(s_attacker, sql), new(s_attacker, Read)]),
            ],
            Door =
                MayRead
                + """
                    grant insert on public.org_members to authenticated;
                    create policy usage_rls_door on public.org_members for insert to authenticated with check (user_id = (select auth.uid()));
                    create policy usage_rls_mine on public.org_members for select to authenticated using (user_id = (select auth.uid()));
                    create policy usage_rls_door on public.usage_events for select to authenticated using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
                    """,
        };

    private static Probe OwnClaims =>
        new(
            "own_claims",
            Severity.Note,
            Table,
            "Whoever can send SQL of its own, and not only requests, says which user it is, and the database believes it: claims are a setting that every session may change.",
            "-- keep database logins from everybody but the platform; through the HTTP API no request can set it"
        )
        {
            Attacks =
            [
                [new(s_attacker, $"select set_config('request.jwt.claims', {SqlText.Literal(Canary.Victim.Claims)}, true); {Read}")],
            ],
            IsAllowed = true,
        };

    private static Probe HeldCursor =>
        new(
            "held_cursor",
            Severity.Note,
            Table,
            "A cursor opened by one user goes on showing that user's rows to the next one on the same connection.",
            "-- do not share a connection between callers inside a transaction; the HTTP API uses no cursors"
        )
        {
            Attacks =
            [
                [
                    new(Canary.Victim, $"declare held cursor for {Read}; fetch 1 from held") { IsHeard = false },
                    new(s_attacker, "fetch all from held"),
                ],
            ],
            IsAllowed = true,
        };

    private static Probe HeldStatement =>
        new(
            "held_statement",
            Severity.Critical,
            Table,
            "A statement that one user has prepared shows that user's rows to the next one on the same connection.",
            "deallocate all;"
        )
        {
            Attacks =
            [
                [
                    // Preparing is not undone with the transaction.
                    new(null, "deallocate all"),
                    new(Canary.Victim, $"prepare held as {Read}; execute held") { IsHeard = false },
                    new(s_attacker, "execute held"),
                ],
            ],
            Door = WithoutPolicies,
        };

    private static Probe TriggerSpy =>
        new(
            "trigger_spy",
            Severity.Medium,
            Table,
            "By SQL of its own, the attacker attaches a trigger to the table, and it runs on what others write.",
            "revoke trigger on public.usage_events from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(
                        s_attacker,
                        """
                        create function pg_temp.spy() returns trigger language plpgsql as $$ begin raise notice '%', new; return new; end $$;
                        create trigger usage_rls_spy before insert on public.usage_events for each row execute function pg_temp.spy()
                        """
                    ),
                    new(Canary.Victim, Canary.Insert),
                ],
            ],
            Door =
                "grant trigger, insert on public.usage_events to authenticated; create policy usage_rls_door on public.usage_events for insert to authenticated with check (true)",
            // The victim's own row in an error of the victim's own is no leak.
            Leak = seen => seen.Lines.FirstOrDefault(line => line.StartsWith("notice:", StringComparison.Ordinal) && Canary.IsIn(line)),
        };

    private static Probe ReferenceOracle =>
        new(
            "reference_oracle",
            Severity.Medium,
            Table,
            "By SQL of its own, with a foreign key from a table of its own, the attacker learns which events exist, whosever they are.",
            "revoke references on public.usage_events from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(null, "create schema usage_rls_own; grant create, usage on schema usage_rls_own to authenticated"),
                    new(
                        s_attacker,
                        $"create table usage_rls_own.mine (event uuid references public.usage_events (id)); insert into usage_rls_own.mine values ('{Canary.Event.Id}'); select 'it exists'"
                    ),
                ],
            ],
            Door = "grant references on public.usage_events to authenticated",
            Leak = seen => seen.Lines.FirstOrDefault(line => line == "it exists"),
        };

    private static Probe NextTable(string owner) =>
        new(
            "next_table",
            Severity.Medium,
            "the next table in public",
            "The next table that a migration creates is open to every signed-in user until somebody thinks of it.",
            "alter default privileges in schema public revoke all on tables from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(
                        new Caller("who runs the migrations", owner),
                        $"create table public.usage_rls_next (body text); insert into public.usage_rls_next values ({SqlText.Literal(Canary.World.Organizations.First(o => o.Id == Canary.Organization).Name)})"
                    )
                    {
                        IsHeard = false,
                    },
                    new(s_attacker, "select * from public.usage_rls_next"),
                ],
            ],
            Door =
                $"alter default privileges for role {SqlText.Identifier(owner)} in schema public grant select on tables to authenticated",
        };

    private static Probe Forged(IReadOnlyCollection<string> claims)
    {
        string[] names = [.. claims.Union(["org_id", "org_ids", "orgs", "organization_id", "tenant_id", "role", "sub", "user_id"])];
        Caller Claiming(string value, Func<JsonNode> make) =>
            Caller.SignedIn(
                $"member who says {value} of itself",
                s_attacker.UserId!.Value,
                c =>
                {
                    foreach (var name in names)
                        c["user_metadata"]![name] = make();
                }
            );
        Caller[] forgers =
        [
            Claiming("the victim's organisation", () => Canary.Organization.ToString()),
            Claiming("a list of organisations", () => new JsonArray(Canary.Organization.ToString())),
            Claiming("organisations with roles", () => new JsonObject { [Canary.Organization.ToString()] = "owner" }),
            Claiming("the victim's user", () => Cast.Foreigner.Id.ToString()),
            Claiming("admin", () => "admin"),
            Claiming("service_role", () => DatabaseRole.ServiceRole),
            Claiming("true", () => true),
        ];
        return new Probe(
            "forged_claims",
            Severity.Critical,
            Table,
            "A policy believes what users say of themselves: whoever edits its own user_metadata reads another organisation.",
            "-- decide by a table of memberships, or by app_metadata, which users cannot edit"
        )
        {
            Attacks = [.. forgers.Select(f => (IReadOnlyList<Step>)[new(f, Read)])],
            Door =
                MayRead
                + "create policy usage_rls_door on public.usage_events for select to authenticated using (((select auth.jwt()) -> 'user_metadata' ->> 'org_id')::uuid = org_id)",
        };
    }
}
