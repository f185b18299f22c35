using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that access is found which a caller gains by a row of the own team: by a text in it that names a file of another team, by an
/// update that moves it to another team while a trigger acts on it, or by a foreign key that a null leaves unchecked.
/// </summary>
public sealed class OwnRowSequenceStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [
            (File(""), File("and path like team_id || '/%'")),
            (Invitation(""), Invitation("(status)")),
            (Bills("tax_number"), Bills("name")),
            (Hours(""), Hours(", check (team_id is not null or plan_id is null)")),
        ];

    [TestCase("sequence storage.objects (bucket_id = 'sheets')", TestName = "A_row_that_names_the_file_of_another_team_is_found")]
    [TestCase("sequence public.invites", TestName = "An_invitation_that_moves_to_another_team_when_it_is_accepted_is_found")]
    [TestCase("sequence public.bills", TestName = "An_optional_number_that_teams_give_themselves_is_found")]
    [TestCase("sequence public.hour_plans", TestName = "A_reference_that_PostgreSQL_does_not_check_while_the_team_is_null_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("'sheets'", TestName = "A_row_that_names_only_files_of_its_team_is_not_found")]
    [TestCase("public.invites", TestName = "An_invitation_whose_team_nobody_changes_is_not_found")]
    [TestCase("public.bills", TestName = "An_optional_number_that_only_the_server_writes_is_not_found")]
    [TestCase("public.hour", TestName = "A_reference_that_is_null_while_the_team_is_null_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string File(string check) =>
        $"""
            create table sheets (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              path text not null);
            alter table sheets enable row level security;
            revoke all on sheets from anon, authenticated;
            grant select, insert (team_id, path) on sheets to authenticated;
            create policy r on sheets for select to authenticated using (private.in_team(team_id));
            create policy w on sheets for insert to authenticated with check (private.in_team(team_id) {check});
            insert into storage.buckets (id, name) values ('sheets', 'sheets');
            create policy up on storage.objects for insert to authenticated
              with check (bucket_id = 'sheets' and private.in_team(((storage.foldername(name))[1])::uuid));
            create policy down on storage.objects for select to authenticated
              using (bucket_id = 'sheets' and exists (select from sheets s where s.path = objects.name));
            """;

    private static string Bills(string column) =>
        $"""
            create table companies (team_id uuid primary key references teams on delete cascade, name text not null,
              tax_number text check (tax_number ~ '^[A-Z]{"{2}"}[0-9]{"{6}"}$'));
            create table bills (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              buyer_number text check (buyer_number ~ '^[A-Z]{"{2}"}[0-9]{"{6}"}$'), lines text not null);
            alter table companies enable row level security;
            alter table bills enable row level security;
            revoke all on companies, bills from anon, authenticated;
            grant select, update ({column}) on companies to authenticated;
            grant select on bills to authenticated;
            create policy a on companies to authenticated using (private.in_team(team_id)) with check (private.in_team(team_id));
            create policy seller on bills for select to authenticated using (private.in_team(team_id));
            create policy buyer on bills for select to authenticated using (buyer_number in (select c.tax_number from companies c));
            """;

    // Hours without a team are private.
    private static string Hours(string check) =>
        $"""
            create table hour_plans (id uuid primary key default gen_random_uuid(),
              team_id uuid not null references teams on delete cascade, name text not null, unique (team_id, id));
            create table hours (id uuid primary key default gen_random_uuid(), person uuid not null references auth.users,
              team_id uuid references teams on delete cascade, plan_id uuid,
              foreign key (team_id, plan_id) references hour_plans (team_id, id) on delete cascade{check});
            alter table hour_plans enable row level security;
            alter table hours enable row level security;
            revoke all on hour_plans, hours from anon, authenticated;
            grant select on hour_plans to authenticated;
            grant select, insert (person, team_id, plan_id) on hours to authenticated;
            create policy r on hour_plans for select to authenticated using (private.in_team(team_id));
            create policy worked on hour_plans for select to authenticated
              using (id in (select h.plan_id from hours h where h.person = (select auth.uid())));
            create policy r on hours for select to authenticated using (person = (select auth.uid()) or private.in_team(team_id));
            create policy w on hours for insert to authenticated
              with check (person = (select auth.uid()) and (team_id is null or private.in_team(team_id)));
            """;

    private static string Invitation(string columns) =>
        $"""
            create table invites (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              email text not null, status text not null default 'pending' check (status in ('pending', 'accepted')));
            alter table invites enable row level security;
            revoke all on invites from anon, authenticated;
            grant select, insert (team_id, email), update {columns} on invites to authenticated;
            create policy r on invites for select to authenticated
              using (email = (select auth.jwt() ->> 'email') or private.owns(team_id));
            create policy w on invites for insert to authenticated with check (status = 'pending' and private.owns(team_id));
            create policy u on invites for update to authenticated using (email = (select auth.jwt() ->> 'email') and status = 'pending')
              with check (email = (select auth.jwt() ->> 'email') and status = 'accepted');
            create function private.join_team() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.team_members (team_id, user_id) values (new.team_id, auth.uid()) on conflict do nothing;
              return null; end $$;
            create trigger join_team after update of status on invites
              for each row when (old.status = 'pending' and new.status = 'accepted') execute function private.join_team();
            """;
}
