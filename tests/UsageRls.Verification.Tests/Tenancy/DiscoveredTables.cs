using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;
using static UsageRls.Verification.Tests.Tenancy.SmallApplication;

namespace UsageRls.Verification.Tests.Tenancy;

public sealed class DiscoveredTables
{
    [Test]
    public async Task Of_two_paths_to_a_tenant_the_policies_path_is_chosen_and_the_other_is_reported()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table halls (id int primary key, team_id uuid references teams);
                create table games (id int primary key, team_id uuid references teams);
                create table goals (id int primary key, hall_id int not null references halls, game_id int references games);
                create policy p on goals using (exists (select 1 from games g where g.id = game_id and in_team(g.team_id)));
                """
        );
        var goals = application.Subject("goals");
        Assert.That(goals.Tenant!.ToString(), Is.EqualTo("game_id -> public.games.team_id"));
        Assert.That(
            goals.Guesses.Select(g => g.Otherwise).OfType<string>(),
            Has.Some.EqualTo("tables: { public.goals: { tenant: hall_id -> public.halls.team_id } }")
        );
    }

    [Test]
    public async Task A_tenant_that_may_be_null_is_reported()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table notes (id int primary key, team_id uuid references teams, by_whom uuid default auth.uid()
                  references auth.users);
                create policy p on notes using (case when team_id is null then by_whom = auth.uid() else in_team(team_id) end);
                """
        );
        var notes = application.Subject("notes");
        Assert.That((notes.Kind, notes.User!.ToString()), Is.EqualTo((SubjectKind.Tenant, "by_whom")));
        Assert.That(notes.Guesses.Select(g => g.Conclusion), Has.Some.Contains("may be null"));
    }

    [Test]
    public async Task The_tenant_is_found_through_foreign_keys_of_several_columns()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table lists (team_id uuid references teams, no int, primary key (team_id, no));
                create table items (id int primary key, team uuid, list int, foreign key (team, list) references lists (team_id, no));
                create table ticks (item int references items, at timestamptz);
                """
        );
        Assert.That(application.Subject("items").Tenant!.ToString(), Is.EqualTo("team"));
        Assert.That(application.Subject("ticks").Tenant!.ToString(), Is.EqualTo("item -> public.items.team"));
    }

    [Test]
    public async Task A_column_without_a_foreign_key_is_known_by_its_name_even_as_text()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table logs (id int primary key, team_id text, line text);
                create table numbers (id int primary key, team_id int);
                """
        );
        var logs = application.Subject("logs");
        Assert.That(logs.Tenant!.ToString(), Is.EqualTo("team_id"));
        Assert.That(logs.Guesses[0].Reason, Does.Contain("no foreign key"));
        Assert.That(logs.Guesses[0].Otherwise, Is.Not.Null);
        Assert.That(application.Subject("numbers").Kind, Is.EqualTo(SubjectKind.Shared), "the type differs from the key of teams");
    }

    [Test]
    public async Task A_field_of_a_JSON_document_names_the_tenant()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table events (id int primary key, data jsonb not null);
                create policy p on events using (in_team((data ->> 'team')::uuid));
                """
        );
        var events = application.Subject("events");
        Assert.That(
            (events.Kind, events.Tenant!.Column, events.Tenant.Value),
            Is.EqualTo((SubjectKind.Tenant, "data", "jsonb_build_object('team', :'id')"))
        );
    }

    [Test]
    public async Task Partitions_and_children_are_subjects_of_their_own()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table pings (team_id uuid references teams, at date) partition by range (at);
                create table pings_2025 partition of pings for values from ('2025-01-01') to ('2026-01-01');
                create table assets (id int primary key, team_id uuid references teams);
                create table cars (wheels int) inherits (assets);
                """
        );
        Assert.That(application.Subject("pings_2025").Tenant!.ToString(), Is.EqualTo("team_id"));
        Assert.That(application.Subject("pings_2025").Guesses[0].Reason, Does.Contain("a partition of public.pings"));
        Assert.That(application.Subject("cars").Tenancy, Is.Not.Null);
        Assert.That(application.Subject("cars").Guesses[0].Reason, Does.Contain("inherits from public.assets"));
    }

    [Test]
    public async Task A_row_that_shares_an_album_belongs_to_the_albums_owner()
    {
        var application = await ReadAsync(
            """
            create table albums (id int primary key, owner uuid not null references auth.users);
            create table album_guests (album_id int references albums, guest uuid references auth.users, primary key (album_id, guest));
            create function owns(a int) returns boolean language sql security definer as $$ select exists (select 1 from albums where id = a
              and owner = auth.uid()) $$;
            create function invited(a int) returns boolean language sql security definer as $$ select exists (select 1 from album_guests
              where album_id = a and guest = auth.uid()) $$;
            create policy r on albums for select using (owner = auth.uid() or invited(id));
            create policy w on albums for insert with check (owner = auth.uid());
            create policy r on album_guests for select using (guest = auth.uid() or owns(album_id));
            create policy w on album_guests for insert with check (owns(album_id));
            """
        );
        var guests = application.Subject("album_guests");
        Assert.That(application.Models.Single().IsOfUsers);
        Assert.That(
            (guests.Kind, guests.User!.ToString(), guests.Grantee),
            Is.EqualTo((SubjectKind.Personal, "album_id -> public.albums.owner", "guest"))
        );
        Assert.That(
            application.Guesses.Select(g => g.Otherwise).OfType<string>(),
            Has.Some.Contains("public.album_guests"),
            "the guess names the alternative: a table of memberships"
        );
    }

    [Test]
    public async Task A_profile_that_names_a_tenant_belongs_to_its_user()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table profiles (id uuid primary key references auth.users, last_team_id uuid references teams);
                create table games (id int primary key, team_id uuid references teams);
                create policy p on games using (in_team(team_id));
                create policy p on profiles using (id = auth.uid());
                """
        );
        Assert.That(application.Subject("profiles").Kind, Is.EqualTo(SubjectKind.Personal));
    }

    [Test]
    public async Task The_assignee_of_a_task_is_not_its_author()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table tasks (id int primary key, team_id uuid references teams, assignee_id uuid references auth.users,
                  updated_by uuid references auth.users);
                create policy p on tasks using (in_team(team_id));
                """
        );
        Assert.That(application.Subject("tasks").User, Is.Null);
        Assert.That(string.Join(", ", application.Subject("tasks").OtherUsers), Is.EqualTo("assignee_id, updated_by"));
    }

    [TestCase("cards are for everybody", "handle text", "authenticated", TestName = "A_directory_by_the_name_of_its_policy")]
    [TestCase("see", "handle text", "", TestName = "No_directory_without_a_name_that_says_so")]
    [TestCase("cards are for everybody", "phone text", "", TestName = "No_directory_with_private_data")]
    public async Task Directories(string policy, string column, string readers)
    {
        var application = await ReadAsync(
            $"""
            create table runners (id uuid primary key references auth.users, {column});
            create table blocks (blocker uuid references auth.users, blocked uuid references auth.users, primary key (blocker, blocked));
            create policy "{policy}" on runners for select to authenticated
              using (not exists (select from blocks b where b.blocker = runners.id and b.blocked = (select auth.uid())));
            create policy own on runners for update to authenticated using (id = (select auth.uid()));
            """
        );
        Assert.That(string.Join(", ", application.Subject("runners").DirectoryOf), Is.EqualTo(readers));
    }

    [TestCase(
        "object_name text not null, home_id int generated always as (split_part(object_name, '/', 1)::int) stored",
        "object_name",
        ":'id' || '/' || gen_random_uuid()"
    )]
    [TestCase(
        "payload jsonb not null, home_id int generated always as ((payload ->> 'home')::int) stored",
        "payload",
        "jsonb_build_object('home', :'id')"
    )]
    public async Task A_generated_tenant_is_given_by_the_column_that_generates_it(string columns, string column, string value)
    {
        var application = await ReadAsync(
            $"""
            create table homes (id int primary key);
            create table kin (home_id int references homes, person uuid references auth.users, primary key (home_id, person));
            create table notes (id int primary key, {columns} references homes);
            create policy p on homes using (exists (select from kin k where k.home_id = id and k.person = auth.uid()));
            create policy p on notes using (home_id in (select k.home_id from kin k where k.person = auth.uid()));
            """
        );
        var tenant = application.Subject("notes").Tenant!;
        Assert.That((tenant.Column, tenant.Value), Is.EqualTo((column, value)));
    }

    [Test]
    public async Task A_grant_on_a_row_that_may_have_no_tenant_belongs_to_the_owner_of_that_row()
    {
        var application = await ReadAsync(
            """
            create table homes (id int primary key);
            create table kin (home_id int references homes, person uuid references auth.users, primary key (home_id, person));
            create table lists (id int primary key, home_id int references homes, keeper uuid not null default auth.uid()
              references auth.users);
            create table list_guests (list_id int references lists, guest uuid references auth.users, primary key (list_id, guest));
            create policy p on homes using (exists (select from kin k where k.home_id = id and k.person = auth.uid()));
            create policy r on lists for select using (exists (select from kin k where k.home_id = lists.home_id and k.person = auth.uid())
              or (home_id is null and keeper = auth.uid())
              or exists (select from list_guests g where g.list_id = id and g.guest = auth.uid()));
            create policy r on list_guests for select using (guest = auth.uid());
            create policy w on list_guests for insert with check (exists (select from lists l where l.id = list_id
              and l.keeper = auth.uid()));
            """
        );
        var guests = application.Subject("list_guests");
        Assert.That(
            (guests.Kind, guests.Tenant!.ToString(), guests.User!.ToString(), guests.Grantee),
            Is.EqualTo((SubjectKind.Tenant, "list_id -> public.lists.home_id", "list_id -> public.lists.keeper", "guest"))
        );
    }

    [Test]
    public async Task Tables_with_any_kind_of_grant_to_an_API_role_are_reachable()
    {
        const string sql = """
            create schema inside; create schema served; grant usage on schema served to authenticated;
            create table a_direct (id int primary key); grant select on a_direct to anon;
            create table b_public (id int primary key); grant insert on b_public to public;
            create table c_column (id int primary key, x int); grant update (x) on c_column to authenticated;
            create table d_none (id int primary key);
            create table inside.e_schema (id int primary key); grant all on inside.e_schema to authenticated;
            create table served.f_schema (id int primary key); grant select on served.f_schema to authenticated;
            """;
        var reached = (await ReadAsync(sql, GrantBaseline.Explicit)).Subjects.Where(s => s.IsReachable).Select(s => s.Name.Name);
        Assert.That(string.Join(", ", reached), Is.EqualTo("a_direct, b_public, c_column, f_schema"));
        Assert.That((await ReadAsync(sql)).Subject("d_none").IsReachable, "the legacy baseline grants access to the table");
    }
}
