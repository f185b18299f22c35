using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Attacks by data that users write about themselves: memberships, claims and metadata.</summary>
internal static class OwnMemberships
{
    /// <summary>The attacker becomes a member of the victim organisation, or moves the victim's rows into its own organisation.</summary>
    public static Probe SelfAdmission =>
        new(
            "self_admission",
            Severity.Critical,
            "public.org_members",
            "A stranger makes itself a member of an organisation and then reads the organisation's events.",
            "revoke insert, update on public.org_members from authenticated;"
        )
        {
            Attacks =
            [
                .. new[]
                {
                    $"insert into public.org_members (org_id, user_id) values ('{Canary.Organization}', '{Canary.Member.UserId}')",
                    $"insert into public.org_members (org_id, user_id, role) values ('{Canary.Organization}', "
                        + $"'{Canary.Member.UserId}', 'owner')",
                    $"update public.org_members set org_id = '{Canary.Organization}' where user_id = '{Canary.Member.UserId}'",
                    $"update public.org_members set user_id = '{Canary.Member.UserId}' where org_id = '{Canary.Organization}'",
                    $"update public.usage_events set org_id = '{Cast.Home.Id}'",
                    $"update public.organizations set id = '{Cast.Home.Id}' where id = '{Canary.Organization}'",
                }.Select(sql => (IReadOnlyList<AttackStatement>)[new(Canary.Member, sql), new(Canary.Member, Probes.Read)]),
            ],
            Door =
                Probes.MayRead
                + """
                    grant insert on public.org_members to authenticated;
                    create policy usage_rls_door on public.org_members for insert to authenticated
                      with check (user_id = (select auth.uid()));
                    create policy usage_rls_mine on public.org_members for select to authenticated using (user_id = (select auth.uid()));
                    create policy usage_rls_door on public.usage_events for select to authenticated
                      using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
                    """,
        };

    /// <summary>The attacker sets <c>request.jwt.claims</c> by SQL.</summary>
    public static Probe OwnClaims =>
        new(
            "own_claims",
            Severity.Note,
            Probes.Table,
            "A caller who can send SQL, not only requests, can set the claims of any user, because "
                + "claims are a setting that every session may change.",
            "-- give database logins to the platform only; a request through the HTTP API cannot set claims"
        )
        {
            Attacks =
            [
                [
                    new(
                        Canary.Member,
                        $"select set_config('request.jwt.claims', {SqlText.Literal(Canary.Victim.Claims)}, true); {Probes.Read}"
                    ),
                ],
            ],
            IsAllowed = true,
        };

    /// <summary>The attacker writes the victim's ids or a privileged value into its own <c>user_metadata</c>.</summary>
    /// <param name="claims">Further claim names, taken from the text of the policies.</param>
    public static Probe Forged(IReadOnlyCollection<string> claims)
    {
        string[] names = [.. claims.Union(["org_id", "org_ids", "orgs", "organization_id", "tenant_id", "role", "sub", "user_id"])];
        Caller Claiming(string value, Func<JsonNode> make) =>
            Caller.SignedIn(
                $"member with {value} in its user_metadata",
                Canary.Member.UserId!.Value,
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
            Probes.Table,
            "A policy trusts user_metadata, which users edit themselves: an edited user_metadata gives access to another organisation.",
            "-- use a table of memberships in policies, or app_metadata, which users cannot edit"
        )
        {
            Attacks = [.. forgers.Select(f => (IReadOnlyList<AttackStatement>)[new(f, Probes.Read)])],
            Door =
                Probes.MayRead
                + "create policy usage_rls_door on public.usage_events for select to authenticated using (((select auth.jwt()) "
                + "-> 'user_metadata' ->> 'org_id')::uuid = org_id)",
        };
    }
}
