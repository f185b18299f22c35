using NUnit.Framework;
using UsageRls.Verification.Tenancy;
using static UsageRls.Verification.Tests.Tenancy.SmallApplication;

namespace UsageRls.Verification.Tests.Tenancy;

public sealed class DiscoveredMemberships
{
    private static async Task<MembershipTable> MembersAsync(string columns, string asks, string before = "") => (
            await ReadAsync(
                $"""
                {before}
                create table groups (id int primary key);
                create table group_members (group_id int references groups, user_id uuid references auth.users, {columns},
                  primary key (group_id, user_id));
                create table posts (id int primary key, group_id int references groups);
                create policy p on posts using (group_id in (select m.group_id from group_members m where m.user_id = auth.uid() {asks}));
                create policy p on groups using (id in (select m.group_id from group_members m where m.user_id = auth.uid()));
                """
            )
        ).Models.Single().Members!;

    [TestCase("role text check (role in ('chief', 'hand'))", "and m.role = 'chief'", "role", "chief,hand", TestName = "Roles_of_a_check")]
    [TestCase("rank rank", "and m.rank >= 'two'", "rank", "one,two", TestName = "Roles_of_an_enum")]
    [TestCase("may_sign boolean not null default false", "and m.may_sign", "may_sign", "true,false", TestName = "Roles_of_a_boolean")]
    [TestCase(
        "member_role text not null default 'reader'",
        "and m.member_role = any ('{writer}') or m.member_role in ('boss', 'reader')",
        "member_role",
        "reader,{writer},boss",
        TestName = "Roles_that_policies_name"
    )]
    [TestCase(
        "cut smallint not null default 1 check (cut between 1 and 3)",
        "and m.cut >= 2",
        "cut",
        "3,2,1",
        TestName = "Roles_within_a_range_of_numbers"
    )]
    [TestCase("joined_at date", "", null, "", TestName = "No_roles")]
    public async Task Roles(string column, string asks, string? role, string roles)
    {
        var members = await MembersAsync(column, asks, "create type rank as enum ('one', 'two');");
        Assert.That(members.Role, Is.EqualTo(role));
        Assert.That(string.Join(',', members.Roles), Is.EqualTo(roles));
        Assert.That(members.Counts, Is.Null, "a column of roles must not be taken for a state");
    }

    [Test]
    public async Task Membership_states_that_policies_test()
    {
        var members = await MembersAsync(
            "status text not null default 'pending' check (status in ('pending', 'active', 'banned')), "
                + "ended_on date, is_blocked boolean not null default false",
            "and m.status = 'active' and (m.ended_on is null or m.ended_on > current_date) and not m.is_blocked"
        );
        Assert.That(
            members.Counts,
            Is.EqualTo("status = 'active' and (ended_on is null or ended_on > CURRENT_DATE) and not is_blocked").IgnoreCase
        );
        Assert.That(members.Counting, Is.EqualTo(new Dictionary<string, string> { ["status"] = "'active'" }));
        Assert.That(string.Join(", ", members.States.Select(s => s.Name)), Is.EqualTo("pending, banned, ended, blocked"));
        Assert.That(members.States.Select(s => s.IsAskedByPolicies), Has.All.True);
    }

    [Test]
    public async Task Membership_states_that_no_policy_tests()
    {
        var members = await MembersAsync(
            "removed_at timestamptz, state membership default 'invited', valid_until date",
            "",
            "create type membership as enum ('invited', 'accepted', 'suspended');"
        );
        Assert.That(members.Counts, Is.Null);
        Assert.That(members.Counting, Is.EqualTo(new Dictionary<string, string> { ["state"] = "'accepted'" }));
        Assert.That(string.Join(", ", members.States.Select(s => s.Name)), Is.EqualTo("removed, invited, suspended, expired"));
        Assert.That(members.States.Select(s => s.IsAskedByPolicies), Has.All.False);
    }

    [Test]
    public async Task A_membership_state_that_only_a_function_of_clients_does_not_require()
    {
        var members = (
            await ReadAsync(
                """
                create table groups (id int primary key);
                create table group_members (group_id int references groups, user_id uuid references auth.users,
                  said_yes boolean not null default false, primary key (group_id, user_id));
                create function in_group(g int) returns boolean language sql stable as $$ select exists (select from group_members m
                  where m.group_id = g and m.user_id = auth.uid() and m.said_yes) $$;
                create function say_yes(g int) returns void language sql as $$
                  update group_members m set said_yes = true where m.group_id = g and m.user_id = auth.uid() and not m.said_yes $$;
                create policy p on groups using (in_group(id));
                """
            )
        ).Models.Single().Members!;
        Assert.That(members.Counts, Is.EqualTo("said_yes"));
        Assert.That(members.Counting, Is.EqualTo(new Dictionary<string, string> { ["said_yes"] = "true" }));
    }

    [Test]
    public async Task A_membership_that_has_not_begun_does_not_count()
    {
        var members = await MembersAsync(
            "starts_on date not null, ends_on date",
            "and m.starts_on <= current_date and coalesce(m.ends_on, current_date) >= current_date"
        );
        Assert.That(string.Join(", ", members.Counting.Keys), Is.EqualTo("starts_on"));
        Assert.That(string.Join(", ", members.States.Select(s => s.Name)), Is.EqualTo("not begun, ended"));
    }

    [TestCase("joined_at timestamptz", "and m.joined_at <= now()", "(now() - interval '30 days')::timestamp with time zone")]
    [TestCase("paid_for date", "and current_date < m.paid_for", "(now() + interval '365 days')::date")]
    public async Task A_date_without_a_default_gets_a_value_on_the_side_that_counts(string column, string condition, string value)
    {
        var members = (
            await ReadAsync(
                $"""
                create table groups (id int primary key);
                create table group_members (group_id int references groups, user_id uuid references auth.users, {column},
                  primary key (group_id, user_id));
                create policy p on groups using (id in (select m.group_id from group_members m where m.user_id = auth.uid() {condition}));
                """
            )
        ).Models.Single().Members!;
        Assert.That(members.Counting.Values, Is.EqualTo([value]));
    }

    [Test]
    public async Task An_optional_reference_of_a_membership_is_no_role()
    {
        var members = (
            await ReadAsync(
                """
                create table groups (id int primary key);
                create table desks (id int primary key, group_id int not null references groups);
                create table group_members (group_id int not null references groups, user_id uuid not null references auth.users,
                  desk_id int references desks, primary key (group_id, user_id));
                create table seats (id int primary key, desk_id int not null references desks);
                create function seats_of() returns setof int language sql stable security definer set search_path = '' as $$
                  select s.id from public.seats s join public.group_members m on m.desk_id = s.desk_id where m.user_id = auth.uid() $$;
                create policy p on groups using (exists (select from group_members m where m.group_id = id and m.user_id = auth.uid()));
                create policy p on seats using (id in (select seats_of()));
                """
            )
        ).Models.Single().Members!;
        Assert.That(members.RoleTable, Is.Null);
    }

    [Test]
    public async Task An_invitation_counts_once_it_is_accepted()
    {
        var members = await MembersAsync("accepted_at timestamptz", "and m.accepted_at is not null");
        Assert.That(members.Counting, Is.EqualTo(new Dictionary<string, string> { ["accepted_at"] = "now()" }));
        Assert.That(members.States.Single().Values, Is.EqualTo(new Dictionary<string, string> { ["accepted_at"] = "null" }));
    }

    [Test]
    public async Task Policies_that_require_different_membership_states_are_reported()
    {
        var application = await ReadAsync(
            """
            create table groups (id int primary key);
            create table group_members (group_id int references groups, user_id uuid references auth.users, status text default 'in'
              check (status in ('in', 'invited', 'out')), unique (group_id, user_id));
            create table posts (id int primary key, group_id int references groups);
            create policy r on posts for select using (group_id in (select group_id from group_members where user_id = auth.uid()
              and status <> 'out'));
            create policy w on posts for insert with check (group_id in (select group_id from group_members where user_id = auth.uid()
              and status = 'in'));
            """
        );
        Assert.That(application.Models.Single().Members!.Counts, Is.EqualTo("status = 'in'"));
        Assert.That(
            application.Guesses.Single(g => g.Reason.Contains("in several ways", StringComparison.Ordinal)).Otherwise,
            Does.Contain("counts:")
        );
    }

    [TestCase(
        "exists (select from teams_people m "
            + "where m.person = (select p.id from people p where p.login = auth.uid()) and m.team = plans.team)",
        TestName = "People_of_a_query"
    )]
    [TestCase(
        "team in (select m.team from teams_people m join people p on p.id = m.person where p.login = auth.uid())",
        TestName = "People_of_a_join"
    )]
    [TestCase("team in (select m.team from teams_people m where m.person = me())", TestName = "People_of_a_function")]
    [TestCase("is_in(team)", TestName = "People_of_a_variable")]
    public async Task People(string policy)
    {
        var members = (
            await ReadAsync(
                $"""
                create table people (id bigint generated always as identity primary key, login uuid not null unique references auth.users);
                create table teams (id int primary key);
                create table teams_people (team int references teams, person bigint references people, primary key (team, person));
                create table plans (id int primary key, team int references teams);
                create function me() returns bigint language sql stable as $$ select p.id from people p where p.login = auth.uid() $$;
                create function is_in(t int) returns boolean language plpgsql stable as $$
                declare
                  v_me bigint;
                begin
                  select p.id into v_me from people p where p.login = auth.uid();
                  return exists (select from teams_people m where m.person = v_me and m.team = t);
                end $$;
                create policy p on plans using ({policy});
                create table dates (id int primary key, team int references teams);
                create policy p on dates using ({policy.Replace("plans", "dates", StringComparison.Ordinal)});
                """
            )
        ).Models.Single().Members!;
        Assert.That(
            (members.Table.Name, members.Tenant, members.User, members.People?.Table.Name),
            Is.EqualTo(("teams_people", "team", "person", "people"))
        );
    }

    [Test]
    public async Task A_table_with_an_owner_and_members_holds_no_people()
    {
        var members = (
            await ReadAsync(
                """
                create table stores (id int primary key, owner uuid not null unique references auth.users);
                create table store_members (store int references stores, person uuid references auth.users, primary key (store, person));
                create table items (id int primary key, store int references stores);
                create policy p on items using (store in (select m.store from store_members m where m.person = auth.uid())
                  or store = (select s.id from stores s where s.owner = auth.uid()));
                """
            )
        ).Models.Single().Members!;
        Assert.That((members.Table.Name, members.User, members.People), Is.EqualTo(("store_members", "person", (object?)null)));
    }

    [Test]
    public async Task Foreign_keys_of_two_columns_that_form_a_circle_end()
    {
        var members = (
            await ReadAsync(
                """
                create table proposals (cycle text, seq int, chair int not null, primary key (cycle, seq));
                create table proposers (cycle text, seq int, number int, person uuid references auth.users,
                  primary key (cycle, seq, number), foreign key (cycle, seq) references proposals);
                alter table proposals add foreign key (cycle, seq, chair) references proposers deferrable initially deferred;
                create policy p on proposals using (exists (select from proposers m
                  where m.cycle = proposals.cycle and m.seq = proposals.seq and m.person = auth.uid()));
                """
            )
        ).Models;
        Assert.That(members.Select(m => m.Members?.Table.Name), Is.All.Null.Or.EqualTo("proposers"));
    }
}
