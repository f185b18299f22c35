using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that an access token hook is found if it fills a claim with data that the user can change, and that the repaired hook is not
/// found.
/// </summary>
public sealed class TokenHookStories
{
    private const string Chosen = "select d.chosen from public.desks d where d.holder = (event ->> 'user_id')::uuid";

    private const string OfMember =
        "select d.chosen from public.desks d join public.team_members m on m.team_id = d.chosen "
        + "and m.user_id = d.holder where d.holder = (event ->> 'user_id')::uuid";

    private const string Standing = "select d.standing from public.desks d where d.holder = (event ->> 'user_id')::uuid";

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

    private static readonly JoinedStories s_stories = new(
        (Desks + Team("desk", Chosen), Desks + Team("desk", OfMember)),
        (Team("meta", Metadata("raw_user_meta_data")), Team("meta", Metadata("raw_app_meta_data"))),
        (Word("grant update (standing) on desks to authenticated;"), ""),
        ("", Team("closed", Chosen) + "revoke execute on function public.stamp_closed(jsonb) from supabase_auth_admin;")
    );

    [TestCase("token-hook public.desk_papers", TestName = "A_claim_from_a_row_that_the_user_writes_is_found")]
    [TestCase("token-hook public.meta_papers", TestName = "A_claim_from_nested_user_metadata_is_found")]
    [TestCase("token-hook public.word_papers", TestName = "A_value_from_a_column_that_the_user_writes_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(4).Items);

    [TestCase("desk_papers", TestName = "A_claim_that_the_hook_looks_up_among_memberships_is_not_found")]
    [TestCase("meta_papers", TestName = "A_claim_from_app_metadata_is_not_found")]
    [TestCase("closed_papers", TestName = "A_hook_that_the_platform_cannot_call_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task A_value_from_a_column_that_only_the_server_writes_is_not_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Desks + Word("")), Has.None.StartsWith("token-hook"));

    [Test]
    public async Task The_SQL_that_a_finding_prints_reads_the_row_again()
    {
        var replayed = await AttackedApplication.ReplayAsync(Desks + Team("desk", Chosen));
        Assert.That(
            replayed.Select(r => (r.Finding, IsReached: r.Rows > 0)),
            Is.EqualTo([("isolation/token-hook public.desk_papers", true)])
        );
    }

    private static string Metadata(string column) =>
        $"select u.{column} -> 'desk' ->> 'team' from auth.users u where u.id = (event ->> 'user_id')::uuid";

    private static string Team(string name, string query) =>
        Hook(name, query) + JoinedStories.Opened($"{name}_papers", $"team_id::text = (select auth.jwt() ->> '{name}')");

    private static string Word(string grant) =>
        Hook("word", Standing) + grant + JoinedStories.Opened("word_papers", "(select auth.jwt() ->> 'word') = 'warden'");

    private static string Hook(string name, string query) =>
        $"""
            create function public.stamp_{name}(event jsonb) returns jsonb language plpgsql stable security definer
              set search_path = '' as $$
            declare found text; begin
              found := ({query});
              return case when found is null then event else jsonb_set(event, array['claims', '{name}'], to_jsonb(found)) end;
            end $$;
            revoke all on function public.stamp_{name}(jsonb) from public, anon, authenticated, service_role;
            grant execute on function public.stamp_{name}(jsonb) to supabase_auth_admin;

            """;
}
