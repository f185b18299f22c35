using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests applications whose memberships refer to a role in another table, and where the role's permissions are rows or lists: every table
/// is verified, because members get a role with permissions, and a policy that asks for a permission in any team is found.
/// </summary>
public sealed class RoleTableStories
{
    // The roles are the same for all teams.
    private const string Common = """
        create table roles (id int primary key, name text not null);
        create table role_permissions (role_id int references roles, permission text, primary key (role_id, permission));
        insert into roles values (1, 'guest'), (2, 'writer');
        insert into role_permissions values (2, 'notes.read'), (2, 'notes.write');
        """;

    // Each team has roles of its own, of which no migration makes one.
    private const string OfTeam = """
        create type permission as enum ('notes.read', 'notes.write', 'bills.read');
        create table roles (id bigint generated always as identity primary key, team_id int not null references teams, name text not null);
        create table role_permissions (role_id bigint references roles, permission permission, primary key (role_id, permission));
        """;

    // A trigger makes the first roles of each team.
    private const string ByTrigger = """
        create table permissions (code text primary key);
        insert into permissions values ('notes.read'), ('notes.write');
        create table roles (id bigint generated always as identity primary key, team_id int not null references teams, name text not null,
          unique (team_id, name));
        create table role_permissions (role_id bigint references roles, permission text references permissions,
          primary key (role_id, permission));
        create function first_roles() returns trigger language plpgsql security definer set search_path = '' as $$
        declare
          writer bigint;
        begin
          insert into public.roles (team_id, name) values (new.id, 'guest');
          insert into public.roles (team_id, name) values (new.id, 'writer') returning id into writer;
          insert into public.role_permissions select writer, p.code from public.permissions p;
          return null;
        end $$;
        create trigger first_roles after insert on teams for each row execute function first_roles();
        """;

    private const string Listed = """
        create table roles (id bigint generated always as identity primary key, team_id int not null references teams, name text not null,
          permissions text[] not null default '{}');
        """;

    private const string Documented = """
        create table roles (id bigint generated always as identity primary key, team_id int not null references teams, name text not null,
          permissions jsonb not null default '{}');
        """;

    // Memberships hold the name of a role, and each team says what a role of this name may do.
    private const string Named = """
        create table roles (team_id int references teams, name text, permissions text[] not null default '{}', primary key (team_id, name));
        """;

    [TestCase(Common, TestName = "Roles_that_are_the_same_for_all_teams")]
    [TestCase(OfTeam, TestName = "Roles_that_the_suite_must_make")]
    [TestCase(ByTrigger, TestName = "Roles_that_a_trigger_makes")]
    public Task Roles(string roles) =>
        AssertAsync(
            roles,
            $"role_id {(roles == Common ? "int" : "bigint")} not null references roles",
            "role_permissions p on p.role_id = m.role_id where p.permission::text = wanted"
        );

    [TestCase(Listed, "wanted = any (r.permissions)", TestName = "Roles_with_a_list_of_permissions")]
    [TestCase(Documented, "(r.permissions ->> wanted)::boolean", TestName = "Roles_with_permissions_in_JSON")]
    public Task Lists(string roles, string asks) =>
        AssertAsync(roles, "role_id bigint not null references roles", $"roles r on r.id = m.role_id where {asks}");

    [Test]
    public Task Names() =>
        AssertAsync(
            Named,
            "role text not null default 'guest' check (role in ('guest', 'writer'))",
            "roles r on r.name = m.role where r.team_id = team and wanted = any (r.permissions)"
        );

    private static async Task AssertAsync(string roles, string column, string asks)
    {
        var sound = await FindAsync(roles, column, $"{asks} and m.team_id = team");
        Assert.That(sound.Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => $"{f.Id} {f.Object}"), Is.Empty);
        Assert.That(AttackedApplication.Grave(await FindAsync(roles, column, asks)), Does.Contain("select public.notes"));
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(string roles, string column, string asks)
    {
        await using var database = await SmallApplication.ApplyAsync(
            $"""
            create table teams (id int generated by default as identity primary key, name text not null);
            {roles}
            create table staff (team_id int references teams, person uuid references auth.users, {column}, primary key (team_id, person));
            create table notes (id bigint generated always as identity primary key, team_id int not null references teams,
              line text not null);
            create schema private;
            grant usage on schema private to authenticated;
            create function private.may(team int, wanted text) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.staff m join public.{asks} and m.person = (select auth.uid())) $$;
            create function private.is_in(team int) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.staff m where m.person = (select auth.uid()) and m.team_id = team) $$;
            do $$ begin if to_regclass('role_permissions') is not null then
              alter table role_permissions enable row level security;
              revoke all on role_permissions from anon, authenticated;
            end if; end $$;
            alter table teams enable row level security;
            alter table roles enable row level security;
            alter table staff enable row level security;
            alter table notes enable row level security;
            revoke all on teams, roles, staff, notes from anon, authenticated;
            grant select on teams, staff to authenticated;
            grant select, insert (team_id, line) on notes to authenticated;
            create policy r on teams for select to authenticated using (private.is_in(id));
            create policy r on staff for select to authenticated using (private.is_in(team_id));
            create policy r on notes for select to authenticated using (private.may(team_id, 'notes.read'));
            create policy w on notes for insert to authenticated with check (private.may(team_id, 'notes.write'));
            """
        );
        return await AttackedApplication.FindingsAsync(database);
    }
}
