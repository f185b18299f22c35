using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that functions are found if some set of arguments opens rows of another team: patterns for all texts, an own row with a foreign
/// one, and the same arguments twice.
/// </summary>
public sealed class FunctionCallStories
{
    internal const string BookHall = "function public.book_hall(uuid,timestamp with time zone,timestamp with time zone)";

    internal static (string Leak, string Sound)[] Stories =>
        [
            (Visits("ilike trim(guest)", "ilike trim(mail)"), Visits("= upper(trim(guest))", "= lower(trim(mail))")),
            (Merge(""), Merge("and exists (select from public.cards c where c.id = double and private.in_team(c.team_id))")),
            (Release(""), Release("and h.released_at is null")),
            (Book(""), Book("exception when exclusion_violation then raise 'taken';")),
            (Join(""), Join("and private.in_team(d.team_id)")),
            (Subscribe("private.in_team(team_id)"), Subscribe("is_public or private.in_team(team_id)")),
        ];

    [TestCase("function public.find_visit(text,text)", TestName = "A_lookup_that_compares_with_patterns_is_found")]
    [TestCase("function public.merge_cards(uuid,uuid)", TestName = "A_function_that_checks_one_of_two_rows_is_found")]
    [TestCase(BookHall, TestName = "A_function_that_passes_on_the_details_of_an_error_is_found")]
    [TestCase("replayed-call function public.release_hold(uuid)", TestName = "A_refund_that_can_be_repeated_is_found")]
    [TestCase("row-condition function public.join_by_door(uuid)", TestName = "A_function_that_admits_by_a_published_row_is_found")]
    [TestCase("row-condition function public.subscribe(uuid,text)", TestName = "A_function_that_adds_to_a_hidden_row_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("find_visit", TestName = "A_lookup_that_compares_for_equality_is_not_found")]
    [TestCase("merge_cards", TestName = "A_function_that_checks_both_rows_is_not_found")]
    [TestCase("book_hall", TestName = "A_function_that_hides_the_details_of_an_error_is_not_found")]
    [TestCase("release_hold", TestName = "A_refund_that_happens_once_is_not_found")]
    [TestCase("subscribe", TestName = "A_function_that_adds_to_a_published_row_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string Visits(string guest, string mail) =>
        $"""
            create table visits (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              reference text not null default upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 10)), email text not null);
            alter table visits enable row level security;
            revoke all on visits from anon, authenticated;
            create function public.find_visit(guest text, mail text) returns table (reference text, email text) language sql stable
              security definer set search_path = '' as $$
              select v.reference, v.email from public.visits v where v.reference {guest} and v.email {mail} $$;
            revoke all on function public.find_visit(text, text) from public;
            grant execute on function public.find_visit(text, text) to anon, authenticated;
            """;

    private static string Merge(string condition) =>
        $"""
            create table cards (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              name text not null);
            create table card_notes (id uuid primary key default gen_random_uuid(),
              card_id uuid not null references cards on delete cascade,
              body text not null);
            alter table cards enable row level security;
            alter table card_notes enable row level security;
            revoke all on cards, card_notes from anon, authenticated;
            grant select on cards, card_notes to authenticated;
            create policy r on cards for select to authenticated using (private.in_team(team_id));
            create policy r on card_notes for select to authenticated using (exists (select from cards c where c.id = card_id));
            create function public.merge_cards(keep uuid, double uuid) returns void language plpgsql security definer set search_path = ''
            as $$ begin
              if exists (select from public.cards c where c.id = keep and private.in_team(c.team_id)) {condition} then
                update public.card_notes set card_id = keep where card_id = double;
                delete from public.cards where id = double;
              end if; end $$;
            revoke all on function public.merge_cards(uuid, uuid) from public, anon;
            grant execute on function public.merge_cards(uuid, uuid) to authenticated;
            """;

    private static string Release(string condition) =>
        $"""
            create table purses (team_id uuid primary key references teams on delete cascade, credits int not null default 0);
            create table holds (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              amount int not null check (amount > 0), released_at timestamptz, asked_at timestamptz);
            alter table purses enable row level security;
            alter table holds enable row level security;
            revoke all on purses, holds from anon, authenticated;
            grant select on purses, holds to authenticated;
            create policy r on purses for select to authenticated using (private.in_team(team_id));
            create policy r on holds for select to authenticated using (private.in_team(team_id));
            create function public.release_hold(hold uuid) returns void language plpgsql security definer set search_path = ''
            as $$ declare given public.holds; begin
              update public.holds h set released_at = now() where h.id = hold and private.in_team(h.team_id) {condition}
                returning h.* into given;
              update public.holds set asked_at = clock_timestamp() where id = hold and private.in_team(team_id);
              update public.purses set credits = credits + given.amount where team_id = given.team_id; end $$;
            revoke all on function public.release_hold(uuid) from public, anon;
            grant execute on function public.release_hold(uuid) to authenticated;
            """;

    private static string Subscribe(string read) =>
        $"""
            create table feeds (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              title text not null, is_public boolean not null default false);
            create table subscribers (id uuid primary key default gen_random_uuid(),
              feed_id uuid not null references feeds on delete cascade,
              address text not null);
            alter table feeds enable row level security;
            alter table subscribers enable row level security;
            revoke all on feeds, subscribers from anon, authenticated;
            grant select on feeds, subscribers to authenticated;
            create policy r on feeds for select to authenticated using ({read});
            create policy r on subscribers for select to authenticated
              using (exists (select from feeds f where f.id = feed_id and private.in_team(f.team_id)));
            create function public.subscribe(feed uuid, address text) returns void language sql security definer set search_path = '' as $$
              insert into public.subscribers (feed_id, address) select f.id, subscribe.address from public.feeds f
              where f.id = feed and f.is_public $$;
            revoke all on function public.subscribe(uuid, text) from public, anon;
            grant execute on function public.subscribe(uuid, text) to authenticated;
            """;

    private static string Join(string condition) =>
        $"""
            create table doors (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              is_public boolean not null default false);
            alter table doors enable row level security;
            revoke all on doors from anon, authenticated;
            grant select on doors to authenticated;
            create policy r on doors for select to authenticated using (is_public or private.in_team(team_id));
            create function public.join_by_door(door uuid) returns void language sql security definer set search_path = '' as $$
              insert into public.team_members (team_id, user_id) select d.team_id, auth.uid() from public.doors d
              where d.id = door and d.is_public {condition} on conflict do nothing $$;
            revoke all on function public.join_by_door(uuid) from public, anon;
            grant execute on function public.join_by_door(uuid) to authenticated;
            """;

    private static string Book(string handler) =>
        $"""
            create table hall_times (id uuid primary key default gen_random_uuid(),
              team_id uuid not null references teams on delete cascade,
              during tstzrange not null, exclude using gist (during with &&));
            alter table hall_times enable row level security;
            revoke all on hall_times from anon, authenticated;
            grant select on hall_times to authenticated;
            create policy r on hall_times for select to authenticated using (private.in_team(team_id));
            create function public.book_hall(team uuid, begins timestamptz, ends timestamptz) returns void
              language plpgsql security definer set search_path = '' as $$ begin
              if private.in_team(team) then
                insert into public.hall_times (team_id, during) values (team, tstzrange(begins, ends));
              end if; {handler} end $$;
            revoke all on function public.book_hall(uuid, timestamptz, timestamptz) from public, anon;
            grant execute on function public.book_hall(uuid, timestamptz, timestamptz) to authenticated;
            """;
}
