using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a history which shows changed or deleted rows of other teams is found, and a copy that stays with the team which a row has
/// left; and that a history or copy which keeps the row's team is not.
/// </summary>
public sealed class RowTraceStories
{
    private const string InTeam = "private.in_team(team_id)";

    private const string Changes = """
        create table private.changes (id bigint generated always as identity primary key, paper_id uuid not null,
          before jsonb not null);
        create function private.keep() returns trigger language plpgsql security definer set search_path = '' as $$ begin
          insert into private.changes (paper_id, before) values (old.id, to_jsonb(old)); return null; end $$;
        create trigger keep after update or delete on papers for each row execute function private.keep();
        """;

    internal static (string Leak, string Sound)[] Stories =>
        [
            (Changes, Changes),
            (
                View("history", "d.id is null or private.in_team(d.team_id)"),
                View("history", "private.in_team((c.before ->> 'team_id')::uuid)")
            ),
            (View("open_history", "true"), ""),
            (Table("not exists (select from papers p where p.id = paper_id)"), Table("private.in_team((before ->> 'team_id')::uuid)")),
            (Words("", InTeam), Words(", team_id = excluded.team_id", InTeam)),
        ];

    [TestCase("row-trace view public.history", TestName = "A_history_that_opens_when_its_row_is_deleted_is_found")]
    [TestCase("row-trace view public.open_history", TestName = "A_history_of_all_teams_is_found")]
    [TestCase("row-trace public.removed", TestName = "A_readable_table_of_removed_rows_is_found")]
    [TestCase("row-trace public.page_words", TestName = "A_copy_that_stays_with_the_team_which_a_page_has_left_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.history", TestName = "A_history_that_keeps_the_team_is_not_found")]
    [TestCase("public.removed", TestName = "A_table_of_removed_rows_that_its_team_reads_is_not_found")]
    [TestCase("public.page_words", TestName = "A_copy_that_moves_with_its_page_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task A_copy_of_pages_that_nobody_can_move_is_not_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Words("", "team_id = ((select auth.jwt()) -> 'app_metadata' ->> 'team_id')::uuid")),
            Is.Empty
        );

    private static string View(string name, string condition) =>
        $"""
            create view {name} as select c.paper_id, c.before from private.changes c left join papers d on d.id = c.paper_id
              where {condition};
            revoke all on {name} from anon, authenticated;
            grant select on {name} to authenticated;
            """;

    // The team that a page has left sees that the page has moved.
    private static string Words(string also, string isMembers) =>
        $"""
            create table pages (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              words text not null);
            create table page_words (page_id uuid primary key references pages on delete cascade,
              team_id uuid not null references teams on delete cascade, words text not null);
            create table page_moves (id bigint generated always as identity primary key,
              team_id uuid not null references teams on delete cascade, line text not null);
            alter table pages enable row level security;
            alter table page_words enable row level security;
            alter table page_moves enable row level security;
            revoke all on pages, page_words, page_moves from anon, authenticated;
            grant select, update (team_id, words) on pages to authenticated;
            grant select on page_words, page_moves to authenticated;
            create policy a on pages to authenticated using ({isMembers}) with check ({isMembers});
            create policy r on page_words for select to authenticated using ({isMembers});
            create policy r on page_moves for select to authenticated using ({isMembers});
            create function private.copy_words() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.page_words values (new.id, new.team_id, new.words)
                on conflict (page_id) do update set words = excluded.words{also};
              if tg_op = 'UPDATE' and new.team_id <> old.team_id then
                insert into public.page_moves (team_id, line) values (old.team_id, 'gone');
              end if;
              return null; end $$;
            create trigger copy_words after insert or update on pages for each row execute function private.copy_words();
            """;

    private static string Table(string condition) =>
        $"""
            create table removed (id bigint generated always as identity primary key, paper_id uuid not null, before jsonb not null);
            alter table removed enable row level security;
            revoke all on removed from anon, authenticated;
            grant select on removed to authenticated;
            create policy r on removed for select to authenticated using ({condition});
            create function private.keep_removed() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.removed (paper_id, before) values (old.id, to_jsonb(old)); return null; end $$;
            create trigger keep_removed after delete on papers for each row execute function private.keep_removed();
            """;
}
