using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that functions and triggers are found if they copy the content of another team's row into a row that the caller reads, and that
/// those which ask for both teams are not.
/// </summary>
public sealed class CopiedRowStories
{
    private static readonly JoinedStories s_stories = new(
        (Duplicated("true"), Duplicated("private.in_team(p.team_id)")),
        (Refreshed("true"), Refreshed("private.in_team(p.team_id)")),
        (Quoted("replies", "true"), Quoted("replies", "p.team_id = new.team_id")),
        (Logged("remarks", "true"), Logged("remarks", "p.team_id = new.team_id")),
        (Kept("true"), Kept("p.team_id = new.team_id"))
    );

    [TestCase("function public.duplicate(uuid,uuid)", TestName = "A_function_that_copies_a_row_of_another_team_is_found")]
    [TestCase("function public.refresh_from(uuid,uuid)", TestName = "A_function_that_overwrites_an_own_row_with_a_foreign_one_is_found")]
    [TestCase("crossed-key public.replies", TestName = "A_trigger_that_quotes_a_row_of_another_team_is_found")]
    [TestCase("crossed-key public.traces", TestName = "A_trigger_that_logs_a_row_of_another_team_is_found")]
    [TestCase("crossed-key public.cards", TestName = "A_trigger_that_copies_JSON_of_the_paper_to_which_an_update_refers_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(5).Items);

    [Test(Description = "The new row refers to the row from which it was copied.")]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task The_finding_names_the_text_and_both_tables() =>
        Assert.That(
            (await s_stories.FindingsAsync()).First(f => f.Object == "public.duplicate(uuid,uuid)").Sentence,
            Does.Match(
                "copies \".+\" from a row of public.papers that the caller must not see, into a row of public.copies that the caller sees"
            )
        );

    private static string Duplicated(string condition) =>
        $"""
            {JoinedStories.Papers("copies")}
            alter table copies add copied_from uuid references papers;
            create function public.duplicate(p_paper uuid, p_team uuid) returns uuid
              language plpgsql security definer set search_path = '' as $$ declare copy uuid; begin
              if not private.in_team(p_team) then raise exception 'no member of the team' using errcode = '42501'; end if;
              insert into public.copies (team_id, title, copied_from)
                select p_team, p.title || ' (copy)', p.id from public.papers p where p.id = p_paper and {condition} returning id into copy;
              return copy; end $$;
            revoke all on function public.duplicate(uuid, uuid) from public, anon;
            grant execute on function public.duplicate(uuid, uuid) to authenticated;
            """;

    private static string Refreshed(string condition) =>
        $"""
            create function public.refresh_from(p_paper uuid, p_source uuid) returns void
              language plpgsql security definer set search_path = '' as $$ begin
              update public.papers mine set title = p.title from public.papers p
                where mine.id = p_paper and private.in_team(mine.team_id) and p.id = p_source and {condition}; end $$;
            revoke all on function public.refresh_from(uuid, uuid) from public, anon;
            grant execute on function public.refresh_from(uuid, uuid) to authenticated;
            """;

    private static string Quoted(string table, string condition) =>
        $"""
            {References(table)}
            create function private.quote_{table}() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              new.about := (select p.title from public.papers p where p.id = new.paper_id and {condition}); return new; end $$;
            create trigger quote before insert on {table} for each row execute function private.quote_{table}();
            """;

    private static string Kept(string condition) =>
        $"""
            create table cards (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              paper_id uuid references papers on delete set null, kept jsonb);
            alter table cards enable row level security;
            revoke all on cards from anon, authenticated;
            grant select, update (paper_id) on cards to authenticated;
            create policy r on cards for select to authenticated using (private.in_team(team_id));
            create policy u on cards for update to authenticated using (private.in_team(team_id));
            create function private.keep() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              new.kept := (select p.data from public.papers p where p.id = new.paper_id and {condition}); return new; end $$;
            create trigger keep before insert or update of paper_id on cards for each row execute function private.keep();
            """;

    private static string Logged(string table, string condition) =>
        $"""
            {References(table)}
            create function private.log_{table}() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.traces (team_id, user_id, what) select new.team_id, auth.uid(), 'remark on ' || p.title
                from public.papers p where p.id = new.paper_id and {condition};
              return null; end $$;
            create trigger log after insert on {table} for each row execute function private.log_{table}();
            """;

    private static string References(string table) =>
        $"""
            create table {table} (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              paper_id uuid not null references papers on delete cascade, line text not null, about text);
            alter table {table} enable row level security;
            revoke all on {table} from anon, authenticated;
            grant select, insert (team_id, paper_id, line) on {table} to authenticated;
            create policy r on {table} for select to authenticated using (private.in_team(team_id));
            create policy w on {table} for insert to authenticated with check (private.in_team(team_id));
            """;
}
