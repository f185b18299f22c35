using NUnit.Framework;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;
using static UsageRls.Verification.Tests.Tenancy.SmallApplication;

namespace UsageRls.Verification.Tests.Tenancy;

public sealed class DiscoveredTenancies
{
    [Test]
    public async Task Policies_tell_memberships_from_tables_that_look_like_them()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table papers (id uuid primary key, team_id uuid not null references teams, title text);
                create table comments (id bigint primary key, paper_id uuid references papers, author_id uuid references auth.users);
                create table paper_likes (paper_id uuid references papers, user_id uuid references auth.users,
                  primary key (paper_id, user_id));
                create policy p on papers using (in_team(team_id));
                create policy p on comments using (paper_id in (select id from papers)) with check (author_id = auth.uid());
                create policy p on paper_likes using (user_id = auth.uid());
                """
        );

        Assert.That(application.Models.Single().Members, Is.Not.Null);
        Assert.That(application.Models.Single().Members!.ToString(), Does.Contain("public.team_members"));
        Assert.That(application.Subject("comments").Tenant!.ToString(), Is.EqualTo("paper_id -> public.papers.team_id"));
        Assert.That(application.Subject("comments").User!.ToString(), Is.EqualTo("author_id"));
        Assert.That(application.Subject("paper_likes").Kind, Is.EqualTo(SubjectKind.Tenant));
    }

    [TestCase(
        "select exists (select 1 from team_members where team_id = t and user_id = auth.uid())",
        "sql",
        TestName = "A_helper_in_SQL_names_the_memberships"
    )]
    [TestCase(
        "declare me uuid := auth.uid(); begin perform 1 from team_members m where m.team_id = t and m.user_id = me; return found; end",
        "plpgsql",
        TestName = "A_helper_in_PLpgSQL_names_the_memberships"
    )]
    [TestCase(
        "begin if exists (select 1 from public.team_members tm join public.teams x on x.id = tm.team_id where tm.team_id = $1 "
            + "and (auth.uid()) = tm.user_id) then return true; end if; return false; end",
        "plpgsql",
        TestName = "A_helper_with_a_join_names_the_memberships"
    )]
    public async Task Helper(string body, string language)
    {
        var application = await ReadAsync(
            $"""
            create table teams (id uuid primary key);
            create table team_members (team_id uuid references teams, user_id uuid references auth.users, primary key (team_id, user_id));
            create table things (id uuid primary key, team_id uuid references teams);
            create function mine(t uuid) returns boolean language {language} stable as $${body}$$;
            create policy p on things using (mine(team_id));
            """
        );
        Assert.That(application.Models.Single().Members!.User, Is.EqualTo("user_id"));
        Assert.That(application.Models.Single().Tenants, Is.EqualTo(new TableName("public", "teams")));
        Assert.That(application.Guesses[0].Reason, Does.Contain("public.things look up"));
    }

    [Test]
    public async Task A_body_in_standard_SQL_is_read()
    {
        var application = await ReadAsync(
            """
            create table crews (id int primary key);
            create table crew_list (crew int references crews, sailor uuid, primary key (crew, sailor));
            create table voyages (id int primary key, crew int references crews);
            create function aboard(c int) returns boolean language sql stable begin atomic
              select exists (select 1 from crew_list l where l.crew = c and l.sailor = auth.uid()); end;
            create policy p on voyages using (aboard(crew));
            create policy p on crews using (aboard(id));
            """
        );
        var members = application.Models.Single().Members!;
        Assert.That((members.Table.Name, members.Tenant, members.User), Is.EqualTo(("crew_list", "crew", "sailor")));
    }

    [Test]
    public async Task A_helper_that_is_given_the_caller_names_the_memberships()
    {
        var application = await ReadAsync(
            """
            create table clubs (id uuid primary key);
            create table club_people (club_id uuid references clubs, person uuid references auth.users, unique (club_id, person));
            create table matches (id int primary key, club_id uuid references clubs);
            create function belongs(who uuid, club uuid) returns boolean language sql stable security definer
              as $$ select exists (select 1 from club_people p where p.club_id = club and p.person = who) $$;
            create policy p on matches using (belongs(auth.uid(), club_id));
            """
        );
        Assert.That(application.Models.Single().Members!.User, Is.EqualTo("person"));
    }

    [Test]
    public async Task Two_tenancies_each_have_their_tables()
    {
        var application = await ReadAsync(
            Teams
                + """
                create table companies (id bigint primary key);
                create table company_staff (company_id bigint references companies, user_id uuid references auth.users,
                  primary key (company_id, user_id));
                create table invoices (id int primary key, company_id bigint references companies);
                create table games (id int primary key, team_id uuid references teams);
                create policy p on games using (in_team(team_id));
                create policy p on invoices
                  using (company_id in (select company_id from company_staff where user_id = (select auth.uid())));
                """
        );
        Assert.That(string.Join(", ", application.Models.Select(m => m.Tenants.Name).Order()), Is.EqualTo("companies, teams"));
        Assert.That(application.Subject("invoices").Tenancy!.Tenants.Name, Is.EqualTo("companies"));
        Assert.That(application.Subject("games").Tenancy!.Tenants.Name, Is.EqualTo("teams"));
    }

    [Test]
    public async Task A_tables_tenants_are_those_whose_memberships_its_policies_read()
    {
        var application = await ReadAsync(
            """
            create table agencies (id uuid primary key);
            create table agency_members (agency_id uuid references agencies, user_id uuid references auth.users,
              primary key (agency_id, user_id));
            create table workspaces (id uuid primary key, agency_id uuid not null references agencies);
            create table workspace_members (workspace_id uuid references workspaces, user_id uuid references auth.users,
              primary key (workspace_id, user_id));
            create table pages (id int primary key, workspace_id uuid references workspaces);
            create table bills (id int primary key, agency_id uuid references agencies);
            create policy p on pages using (workspace_id in (select workspace_id from workspace_members where user_id = auth.uid()));
            create policy p on bills using (agency_id in (select agency_id from agency_members where user_id = auth.uid()));
            """
        );
        Assert.That(application.Subject("pages").Tenancy!.Tenants.Name, Is.EqualTo("workspaces"));
        Assert.That(application.Subject("bills").Tenancy!.Tenants.Name, Is.EqualTo("agencies"));
        Assert.That(
            application.Subject("pages").Guesses.Select(g => g.Otherwise).OfType<string>(),
            Has.Some.Contains("workspace_id -> public.workspaces.agency_id"),
            "the guess names the agency as the alternative"
        );
    }

    [Test]
    public async Task A_profile_can_be_the_membership()
    {
        var application = await ReadAsync(
            """
            create table companies (id uuid primary key);
            create table profiles (id uuid primary key references auth.users, company_id uuid references companies,
              role text default 'staff');
            create table leads (id int primary key, company_id uuid references companies, owner_id uuid references profiles);
            create function my_company() returns uuid language sql stable security definer as $$ select company_id from public.profiles
              where id = auth.uid() $$;
            create policy p on leads using (company_id = my_company() and (select role from profiles where id = auth.uid()) in ('staff',
              'boss'));
            create policy p on profiles using (company_id = my_company());
            """
        );
        var members = application.Models.Single().Members!;
        Assert.That((members.Table.Name, members.Tenant, members.User, members.Role), Is.EqualTo(("profiles", "company_id", "id", "role")));
        Assert.That(application.Subject("leads").User!.ToString(), Is.EqualTo("owner_id"));
    }

    [Test]
    public async Task A_claim_names_the_tenant()
    {
        var application = await ReadAsync(
            """
            create schema app; grant usage on schema app to authenticated;
            create table app.tenants (id uuid primary key);
            create table app.orders (id int primary key, tenant_id uuid references app.tenants);
            create function app.tenant() returns uuid language sql stable as $$
              select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid $$;
            create policy p on app.orders using (tenant_id = (select app.tenant()));
            """
        );
        var model = application.Models.Single();
        Assert.That(
            (model.Tenants.ToString(), model.Members, model.Claim!.ToString()),
            Is.EqualTo(("app.tenants", default(MembershipTable), "app_metadata.tenant_id"))
        );
        Assert.That(application.Subject("app.orders").Tenant!.ToString(), Is.EqualTo("tenant_id"));
    }

    [Test]
    public async Task A_claim_that_a_function_reads_twice_lists_the_tenants()
    {
        var application = await ReadAsync(
            """
            create table tenants (id uuid primary key);
            create table orders (id int primary key, tenant_id uuid references tenants);
            create function tenants_of_token() returns uuid[] language sql stable as $$
              select coalesce(array_agg(t.id::uuid), '{}') from jsonb_array_elements_text(
                case jsonb_typeof(auth.jwt() -> 'app_metadata' -> 'tenants') when 'array' then auth.jwt() -> 'app_metadata' -> 'tenants'
                else '[]' end) as t (id) $$;
            create policy p on orders using (tenant_id = any ((select tenants_of_token())::uuid[]));
            """
        );
        var claim = application.Models.Single().Claim!;
        Assert.That((claim.ToString(), claim.IsList), Is.EqualTo(("app_metadata.tenants", true)));
    }

    [Test]
    public async Task A_claim_that_a_membership_is_compared_with_chooses_among_the_callers_tenants()
    {
        var application = await ReadAsync(
            """
            create table tenants (id int primary key);
            create table tenant_users (tenant_id int references tenants, user_id uuid references auth.users,
              primary key (tenant_id, user_id));
            create table orders (id int primary key, tenant_id int references tenants);
            create function tenant() returns int language sql stable security definer as $$
              select u.tenant_id from public.tenant_users u where u.user_id = (select auth.uid())
                and u.tenant_id::text = (select auth.jwt() -> 'app_metadata' ->> 'tenant') $$;
            create policy p on orders using (tenant_id = (select tenant()));
            """
        );
        var model = application.Models.Single();
        Assert.That((model.Members!.Table.Name, model.Claim?.ToString()), Is.EqualTo(("tenant_users", "app_metadata.tenant")));
    }

    [Test]
    public async Task A_claim_names_the_tenant_where_no_table_holds_tenants()
    {
        var application = await ReadAsync(
            """
            create table orders (id int primary key, customer_no text not null);
            create table payments (id int primary key, order_id int references orders);
            create policy p on orders using (customer_no = (current_setting('request.jwt.claims', true)::json ->> 'customer'));
            """
        );
        var model = application.Models.Single();
        Assert.That((model.HasTable, model.Claim!.ToString(), model.Key), Is.EqualTo((false, "customer", "customer_no")));
        Assert.That(application.Subject("payments").Tenant!.ToString(), Is.EqualTo("order_id -> public.orders.customer_no"));
    }

    [Test]
    public async Task A_membership_table_that_no_policy_reads_is_recognised_by_foreign_keys_and_names()
    {
        var application = await ReadAsync(
            """
            create table tenants (id uuid primary key);
            create table tenant_users (tenant_id uuid references tenants, user_id uuid references auth.users,
              primary key (tenant_id, user_id));
            create table orders (id int primary key, tenant_id uuid references tenants);
            create policy p on orders using (tenant_id = (auth.jwt() ->> 'tenant_id')::uuid);
            """
        );
        var model = application.Models.Single();
        Assert.That((model.Members!.Table.Name, model.Claim!.ToString()), Is.EqualTo(("tenant_users", "tenant_id")));
        Assert.That(application.Guesses[0].Reason, Does.Contain("no policy looks up"));
    }

    [Test]
    public async Task Every_user_is_a_tenant_where_there_are_no_others()
    {
        var application = await ReadAsync(
            """
            create table diaries (id int primary key, user_id uuid not null references auth.users);
            create table pages (id int primary key, diary_id int references diaries);
            create table moods (name text primary key);
            create policy p on diaries using (user_id = auth.uid());
            create policy p on pages using (exists (select 1 from diaries d where d.id = diary_id and d.user_id = auth.uid()));
            create policy p on moods for select using (true);
            """
        );
        Assert.That(application.Models.Single().IsOfUsers);
        Assert.That(application.Subject("pages").User!.ToString(), Is.EqualTo("diary_id -> public.diaries.user_id"));
        Assert.That(application.Subject("moods").Kind, Is.EqualTo(SubjectKind.Shared));
        Assert.That(
            application.Subject("moods").Guesses.Select(g => g.Otherwise).OfType<string>(),
            Has.Some.EqualTo("tables: { public.moods: { select: everyone } }")
        );
    }

    [Test]
    public async Task A_database_without_rows_of_tenants_or_users_is_reported() =>
        Assert.That((await ReadAsync("create table currencies (code text primary key);")).Models, Is.Empty);
}
