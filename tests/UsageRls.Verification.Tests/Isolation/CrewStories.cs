using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests the ways into a crew: a code, and an invitation that its user accepts.</summary>
public sealed class CrewStories
{
    internal static (string Leak, string Sound)[] Stories => [("", Crews)];

    [TestCase("enter_crew", TestName = "A_code_that_names_its_crew_by_text_is_not_found_after_its_crew_was_changed")]
    [TestCase("join_crew", TestName = "An_invitation_that_its_user_accepts_by_the_time_of_joining_is_not_found")]
    public async Task A_way_into_a_crew_is_not_found(string function) =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(function));

    // The key of a crew is a text: a code that gets another crew's key is no code with an equal text. People are in a crew once they have
    // joined.
    private const string Crews = """
        create table crews (key text primary key, name text not null);
        create table crew_people (crew text not null references crews on delete cascade, person uuid not null references auth.users
          on delete cascade, joined_at timestamptz, primary key (crew, person));
        create table crew_codes (code uuid primary key default gen_random_uuid(), crew text not null references crews on delete cascade,
          uses_left integer not null default 1 check (uses_left >= 0));
        create function private.in_crew(crew text) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.crew_people p where p.crew = $1 and p.person = auth.uid() and p.joined_at is not null)
          $$;
        create function enter_crew(p_code uuid) returns text language plpgsql security definer set search_path = '' as $$
        declare used public.crew_codes;
        begin
          update public.crew_codes c set uses_left = c.uses_left - 1 where c.code = p_code and c.uses_left > 0 returning * into used;
          if used.crew is null then raise exception 'this code is not valid' using errcode = 'P0002'; end if;
          insert into public.crew_people (crew, person, joined_at) values (used.crew, auth.uid(), now())
            on conflict (crew, person) do nothing;
          return used.crew;
        end $$;
        create function join_crew(p_crew text) returns void language plpgsql security definer set search_path = '' as $$
        begin
          update public.crew_people p set joined_at = now() where p.crew = p_crew and p.person = auth.uid() and p.joined_at is null;
          if not found then raise exception 'no invitation' using errcode = 'P0002'; end if;
        end $$;
        alter table crews enable row level security;
        alter table crew_people enable row level security;
        alter table crew_codes enable row level security;
        revoke all on crews, crew_people, crew_codes from anon, authenticated;
        grant select on crews, crew_people to authenticated;
        grant select, delete, insert (crew, uses_left) on crew_codes to authenticated;
        create policy r on crews for select to authenticated using (private.in_crew(key));
        create policy r on crew_people for select to authenticated using (private.in_crew(crew));
        create policy a on crew_codes for all to authenticated using (private.in_crew(crew)) with check (private.in_crew(crew));
        revoke execute on function enter_crew(uuid), join_crew(text) from public, anon;
        grant execute on function enter_crew(uuid), join_crew(text) to authenticated;
        """;
}
