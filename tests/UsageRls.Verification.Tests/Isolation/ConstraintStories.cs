using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that constraints and triggers whose error reveals another team's rows are found, but not after the repair.</summary>
public sealed class ConstraintStories
{
    private static readonly JoinedStories s_stories = new(
        (Unique("unique (holder, label)"), Unique("unique (team_id, holder, label)")),
        (Number("upper(replace(vat_number, ' ', ''))"), Number("team_id, upper(vat_number)")),
        (Document("(data ->> 'request')"), Document("team_id, (data ->> 'request')")),
        (
            Foreign("foreign key (employer, person) references team_members"),
            Foreign("foreign key (team_id, person) references team_members")
        ),
        (Ranges("network inet_ops with &&"), Ranges("team_id with =, network inet_ops with &&")),
        (Hash("foreign key (sha256) references files (sha256)"), Hash("foreign key (team_id, sha256) references files (team_id, sha256)")),
        (Sum("true"), Sum("s.team_id = new.team_id")),
        (Check("'claimed on % for %', other.claimed_on, other.cents"), Check(null))
    );

    private static readonly JoinedStories s_shown = new(
        ($"{Desks} create unique index one_label on desks (lower(label));", ""),
        (Check("'claimed already'"), "")
    );

    private const string Desks = """
        create table desks (
          id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
          holder uuid not null references auth.users on delete cascade, label text not null, during tstzrange not null);
        alter table desks enable row level security;
        revoke all on desks from anon, authenticated;
        grant select, insert, update on desks to authenticated;
        create policy desks_read on desks for select to authenticated using (private.in_team(team_id));
        create policy desks_write on desks for insert to authenticated with check (private.in_team(team_id));
        create policy desks_change on desks for update to authenticated using (private.in_team(team_id))
          with check (private.in_team(team_id));
        create extension if not exists btree_gist with schema extensions;

        """;

    [TestCase("constraint-oracle public.desks", TestName = "A_name_that_is_unique_over_all_teams_is_shown_and_fails_nothing")]
    [TestCase("value-oracle public.claims", TestName = "A_check_constraint_that_reveals_that_another_teams_row_exists_is_shown")]
    public async Task A_smaller_leak_is_shown(string finding)
    {
        var findings = await s_shown.FindingsAsync();
        Assert.That(
            findings.Where(f => f.Id.EndsWith("-oracle", StringComparison.Ordinal)).Select(f => $"{f.Severity} {f.Id} {f.Object}"),
            Has.One.EqualTo($"Medium isolation/{finding}").And.Exactly(2).Items
        );
        Assert.That(findings.Where(f => f.Severity > Verification.Findings.Severity.Medium), Is.Empty);
    }

    [TestCase("constraint-oracle public.desks", TestName = "A_unique_key_on_a_person_over_all_teams_is_found")]
    [TestCase("constraint-oracle public.customers", TestName = "A_number_of_a_customer_that_is_unique_over_all_teams_is_found")]
    [TestCase("constraint-oracle public.papers", TestName = "A_JSON_field_that_is_unique_over_all_teams_is_found")]
    [TestCase("constraint-oracle public.praise", TestName = "A_foreign_key_to_memberships_of_other_teams_is_found")]
    [TestCase("constraint-oracle public.networks", TestName = "Ranges_that_exclude_each_other_over_all_teams_are_found")]
    [TestCase("constraint-oracle public.attachments", TestName = "A_foreign_key_to_the_hash_of_another_teams_file_is_found")]
    [TestCase("value-oracle public.shifts", TestName = "A_limit_on_the_sum_of_all_teams_is_found")]
    [TestCase("value-oracle public.claims", TestName = "A_check_constraint_that_prints_another_teams_row_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.desks", TestName = "A_unique_key_on_a_person_within_a_team_is_not_found")]
    [TestCase("public.customers", TestName = "A_number_of_a_customer_that_is_unique_within_a_team_is_not_found")]
    [TestCase("public.papers", TestName = "A_JSON_field_that_is_unique_within_a_team_is_not_found")]
    [TestCase("public.praise", TestName = "A_foreign_key_to_memberships_of_the_own_team_is_not_found")]
    [TestCase("public.networks", TestName = "Ranges_that_exclude_each_other_in_a_team_are_not_found")]
    [TestCase("public.attachments", TestName = "A_foreign_key_to_the_hash_of_an_own_teams_file_is_not_found")]
    [TestCase("public.shifts", TestName = "A_limit_on_the_sum_of_the_team_is_not_found")]
    [TestCase("public.claims", TestName = "A_check_constraint_that_reads_only_the_own_teams_rows_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(8).Items);

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    [Slow]
    public async Task An_exclusion_on_a_person_over_all_teams_is_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Unique("exclude using gist (holder with =, during with &&)")),
            Does.Contain("constraint-oracle public.desks")
        );

    [Test]
    [Slow]
    public async Task An_exclusion_on_a_person_within_a_team_is_not_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Unique("exclude using gist (team_id with =, holder with =, during with &&)")),
            Is.Empty
        );

    private static string Unique(string constraint) => $"{Desks} alter table desks add constraint one_desk {constraint};";

    private static string Number(string columns) =>
        $"""
            create table customers (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              company text not null, vat_number text, archived_at timestamptz);
            alter table customers enable row level security;
            revoke all on customers from anon, authenticated;
            grant select on customers to authenticated;
            grant insert (team_id, company, vat_number), update (company, vat_number) on customers to authenticated;
            create policy r on customers for select to authenticated using (private.in_team(team_id));
            create policy w on customers for insert to authenticated with check (private.in_team(team_id));
            create policy c on customers for update to authenticated using (private.in_team(team_id));
            create unique index one_customer on customers ({columns}) where archived_at is null;
            """;

    private static string Document(string columns) => $"create unique index once on papers ({columns});";

    private static string Foreign(string constraint) =>
        $"""
            create table praise (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              employer uuid not null, person uuid not null, {constraint});
            alter table praise enable row level security;
            revoke all on praise from anon, authenticated;
            grant select, insert on praise to authenticated;
            create policy praise_read on praise for select to authenticated using (private.in_team(team_id));
            create policy praise_write on praise for insert to authenticated with check (private.in_team(team_id));
            """;

    private static string Ranges(string columns) =>
        $"""
            create extension if not exists btree_gist with schema extensions;
            create table networks (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              network cidr not null, exclude using gist ({columns}));
            alter table networks enable row level security;
            revoke all on networks from anon, authenticated;
            grant select, delete, insert (team_id, network) on networks to authenticated;
            create policy n on networks to authenticated using (private.owns(team_id)) with check (private.owns(team_id));
            """;

    private static string Hash(string constraint) =>
        $"""
            create table files (
              sha256 text primary key check (length(sha256) = 64), team_id uuid not null references teams on delete cascade,
              unique (team_id, sha256));
            create table attachments (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              sha256 text not null, {constraint});
            alter table files enable row level security;
            alter table attachments enable row level security;
            revoke all on files, attachments from anon, authenticated;
            grant select on files, attachments to authenticated;
            grant insert (team_id, sha256) on attachments to authenticated;
            create policy f on files for select to authenticated using (private.in_team(team_id));
            create policy a on attachments for select to authenticated using (private.in_team(team_id));
            create policy w on attachments for insert to authenticated with check (private.in_team(team_id));
            """;

    private static string Sum(string condition) =>
        $"""
            create table shifts (id uuid primary key default gen_random_uuid(),
              team_id uuid not null references teams on delete cascade,
              badge text not null check (length(badge) = 8), hours int not null check (hours between 1 and 60));
            alter table shifts enable row level security;
            revoke all on shifts from anon, authenticated;
            grant select, insert (team_id, badge, hours) on shifts to authenticated;
            create policy r on shifts for select to authenticated using (private.in_team(team_id));
            create policy w on shifts for insert to authenticated with check (private.in_team(team_id));
            create function private.limit_hours() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              if (select sum(s.hours) from public.shifts s where s.badge = new.badge and {condition}) > 60 then
                raise exception 'more than 60 hours'; end if;
              return null; end $$;
            create trigger limit_hours after insert on shifts for each row execute function private.limit_hours();
            """;

    private static string Check(string? message) =>
        $"""
            create table claims (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              receipt text not null, cents int not null default 1000, claimed_on date not null default '2024-02-03');
            alter table claims enable row level security;
            revoke all on claims from anon, authenticated;
            grant select, insert (team_id, receipt, cents) on claims to authenticated;
            create policy r on claims for select to authenticated using (private.in_team(team_id));
            create policy w on claims for insert to authenticated with check (private.in_team(team_id));
            create function private.claimed_once(claim uuid, team uuid, number text) returns boolean language plpgsql stable
              security definer set search_path = '' as $$ declare other record; begin
              select c.claimed_on, c.cents into other from public.claims c where c.receipt = number and c.id <> claim
                and ({(message is null ? "c.team_id = team" : "true")}) limit 1;
              if found then raise exception {message ?? "'claimed already'"}; end if;
              return true; end $$;
            alter table claims add constraint once check (private.claimed_once(id, team_id, receipt));
            """;
}
