using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that an access token hook is found if it fills a claim with data that the user can change, and that the repaired hook is not
/// found.
/// </summary>
public sealed class TokenHookStories
{
    private const string Desks = """
        create table desks (
          id uuid primary key default gen_random_uuid(), holder uuid not null unique default auth.uid()
            references auth.users on delete cascade,
          chosen uuid, standing text not null default 'guest');
        alter table desks enable row level security;
        revoke all on desks from anon, authenticated;
        grant select, insert (holder, chosen), update (chosen) on desks to authenticated;
        create policy desks_own on desks for all to authenticated using (holder = (select auth.uid()))
          with check (holder = (select auth.uid()));

        """;

    [TestCase(
        "select d.chosen from public.desks d where d.holder = (event ->> 'user_id')::uuid",
        true,
        TestName = "A_claim_from_a_row_that_the_user_writes_is_found"
    )]
    [TestCase(
        "select d.chosen from public.desks d join public.team_members m on m.team_id = d.chosen "
            + "and m.user_id = d.holder where d.holder = (event ->> 'user_id')::uuid",
        false,
        TestName = "A_claim_that_the_hook_looks_up_among_memberships_is_not_found"
    )]
    [TestCase(
        "select u.raw_user_meta_data -> 'desk' ->> 'team' from auth.users u where u.id = (event ->> 'user_id')::uuid",
        true,
        TestName = "A_claim_from_nested_user_metadata_is_found"
    )]
    [TestCase(
        "select u.raw_app_meta_data -> 'desk' ->> 'team' from auth.users u where u.id = (event ->> 'user_id')::uuid",
        false,
        TestName = "A_claim_from_app_metadata_is_not_found"
    )]
    public async Task Team(string query, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                Hook(query, "'{claims,desk_team}'")
                    + "create policy wide on papers for select to authenticated "
                    + "using (team_id::text = (select auth.jwt() ->> 'desk_team'));"
            ),
            isFound ? Is.EqualTo((string[])["token-hook public.papers"]) : Is.Empty
        );

    [TestCase("grant update (standing) on desks to authenticated;", true, TestName = "A_value_from_a_column_that_the_user_writes_is_found")]
    [TestCase("", false, TestName = "A_value_from_a_column_that_only_the_server_writes_is_not_found")]
    public async Task Word(string grant, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            Hook("select d.standing from public.desks d where d.holder = (event ->> 'user_id')::uuid", "'{claims,standing}'")
                + $"{grant} create policy wide on papers for select to authenticated using ((select auth.jwt() ->> 'standing') = 'warden');"
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("token-hook public.papers") : Has.None.StartsWith("token-hook"));
    }

    [Test]
    public async Task A_hook_that_the_platform_cannot_call_is_not_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                Hook("select d.chosen from public.desks d where d.holder = (event ->> 'user_id')::uuid", "'{claims,desk_team}'")
                    + """
                    revoke execute on function public.stamp(jsonb) from supabase_auth_admin;
                    create policy wide on papers for select to authenticated using (team_id::text = (select auth.jwt() ->> 'desk_team'));
                    """
            ),
            Is.Empty
        );

    [Test]
    public async Task The_SQL_that_a_finding_prints_reads_the_row_again()
    {
        var replayed = await AttackedApplication.ReplayAsync(
            Hook("select d.chosen from public.desks d where d.holder = (event ->> 'user_id')::uuid", "'{claims,desk_team}'")
                + "create policy wide on papers for select to authenticated using (team_id::text = (select auth.jwt() ->> 'desk_team'));"
        );
        Assert.That(replayed.Select(r => (r.Finding, IsReached: r.Rows > 0)), Is.EqualTo([("isolation/token-hook public.papers", true)]));
    }

    private static string Hook(string query, string path) =>
        $"""
            {Desks}
            create function public.stamp(event jsonb) returns jsonb language plpgsql stable security definer set search_path = '' as $$
            declare found text; begin
              found := ({query});
              return case when found is null then event else jsonb_set(event, {path}, to_jsonb(found)) end;
            end $$;
            revoke all on function public.stamp(jsonb) from public, anon, authenticated, service_role;
            grant execute on function public.stamp(jsonb) to supabase_auth_admin;

            """;
}
