using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests views whose trigger finds the row to write by the key that the caller sends.</summary>
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
            create view paper_cards with (security_invoker = true) as select id, team_id, title from carded_papers;
            revoke all on paper_cards from anon, authenticated;
            grant select, update on paper_cards to authenticated;
            create function private.save_card() returns trigger language plpgsql security definer set search_path = ''
              as $$ begin
                if old.title is null then raise exception 'a card without a title'; end if;
                update public.carded_papers set title = new.title where id = {key};
                return new;
              end $$;
            create trigger save_card instead of update on paper_cards for each row execute function private.save_card();
            """;
}
