using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests views whose trigger finds the row to write by the key that the caller sends. Only some rows have a mark, and the trigger fails for
/// the others.
/// </summary>
public sealed class EditableViewStories
{
    internal static (string Leak, string Sound)[] Stories => [(Cards("new.id"), Cards("old.id"))];

    [Test]
    public async Task A_card_that_is_given_the_key_of_another_teams_row_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("view public.paper_cards"));

    [Test]
    public async Task A_card_whose_trigger_writes_the_row_that_the_caller_saw_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("paper_cards"));

    private static string Cards(string key) =>
        $"""
            {JoinedStories.Papers("carded_papers")}
            create table paper_marks (paper_id uuid primary key references carded_papers on delete cascade, mark text not null);
            alter table paper_marks enable row level security;
            revoke all on paper_marks from anon, authenticated;
            grant select on paper_marks to authenticated;
            create policy r on paper_marks for select to authenticated using (exists (select from carded_papers p where p.id = paper_id));
            create view paper_cards with (security_invoker = true) as
              select p.id, p.team_id, p.title, m.mark from carded_papers p left join paper_marks m on m.paper_id = p.id;
            revoke all on paper_cards from anon, authenticated;
            grant select, update on paper_cards to authenticated;
            create function private.save_card() returns trigger language plpgsql security definer set search_path = ''
              as $$ begin
                insert into public.paper_marks values ({key}, new.mark) on conflict (paper_id) do update set mark = excluded.mark;
                update public.carded_papers set title = new.title where id = {key};
                return new;
              end $$;
            create trigger save_card instead of update on paper_cards for each row execute function private.save_card();
            """;
}
