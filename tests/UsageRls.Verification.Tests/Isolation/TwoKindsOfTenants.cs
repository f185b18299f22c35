using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests rows that belong to two tenants of different kinds, such as a campaign of an agency for a client.</summary>
public sealed class TwoKindsOfTenants
{
    [TestCase("private.in_team(team_id) or private.in_client(client_id)", "", TestName = "Rows_that_both_sides_see_are_no_leak")]
    [TestCase(
        "private.in_team(team_id) or exists (select from client_people p where p.user_id = (select auth.uid()))",
        "select public.campaigns",
        TestName = "Rows_that_people_of_any_client_see_are_found"
    )]
    [TestCase(
        "private.in_client(client_id) or exists (select from team_members m where m.user_id = (select auth.uid()))",
        "select public.campaigns",
        TestName = "Rows_that_members_of_any_team_see_are_found"
    )]
    public async Task Campaigns(string condition, string found) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table clients (id uuid primary key default gen_random_uuid(), name text not null);
                create table client_people (
                  client_id uuid not null references clients on delete cascade, user_id uuid not null
                    references auth.users on delete cascade,
                  primary key (client_id, user_id));
                create table campaigns (
                  id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
                  client_id uuid not null references clients on delete cascade, title text not null);
                alter table clients enable row level security;
                alter table client_people enable row level security;
                alter table campaigns enable row level security;
                revoke all on clients, client_people, campaigns from anon, authenticated;
                grant select on clients, client_people, campaigns to authenticated;
                create function private.in_client(client uuid) returns boolean language sql stable security definer set search_path = ''
                  as $$ select exists (select from public.client_people p where p.client_id = client
                    and p.user_id = (select auth.uid())) $$;
                create policy clients_read on clients for select to authenticated using (private.in_client(id));
                create policy people_read on client_people for select to authenticated using (user_id = (select auth.uid()));
                create policy campaigns_read on campaigns for select to authenticated using ({condition});
                """
            ),
            found == "" ? Is.Empty : Has.Some.EqualTo(found)
        );
}
