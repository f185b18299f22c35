using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that a function is found if it checks one row of a list only, and that a function which checks all is not.</summary>
public sealed class ListedRowStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [
            (
                TakeBack("private.in_team((select t.team_id from public.tools t where t.id = p_tools[1]))"),
                TakeBack("not exists (select from public.tools t where t.id = any (p_tools) and not private.in_team(t.team_id))")
            ),
        ];

    [Test]
    public async Task A_function_that_checks_the_first_row_of_a_list_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("function public.take_back(bigint[],text)"));

    [Test]
    public async Task A_function_that_checks_all_rows_of_a_list_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("take_back"));

    private static string TakeBack(string check) =>
        $"""
            create table tools (id bigint generated always as identity primary key, team_id uuid not null references teams, note text);
            alter table tools enable row level security;
            revoke all on tools from anon, authenticated;
            grant select on tools to authenticated;
            create policy r on tools for select to authenticated using (private.in_team(team_id));
            create function public.take_back(p_tools bigint[], p_note text default null) returns void
              language plpgsql security definer set search_path = '' as $$ begin
              if not coalesce({check}, false) then raise exception 'not your tools' using errcode = '42501'; end if;
              update public.tools set note = p_note where id = any (p_tools); end $$;
            revoke all on function public.take_back(bigint[], text) from public, anon;
            grant execute on function public.take_back(bigint[], text) to authenticated;
            """;
}
