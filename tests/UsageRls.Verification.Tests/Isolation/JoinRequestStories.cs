using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that users may ask to become members of any crew, while their membership does not count yet, and that a user who lets the own
/// membership count is found.
/// </summary>
public sealed class JoinRequestStories
{
    [Test]
    public async Task A_request_that_does_not_count_yet_is_no_leak()
    {
        var findings = await FindAsync("crew_id", "and taken_in_at is null");
        Assert.That(AttackedApplication.Grave(findings), Is.Empty);
        Assert.That(findings.Select(f => f.Id), Has.None.EqualTo("isolation/not-verified"));
    }

    [Test]
    public async Task A_user_who_takes_itself_in_is_found() =>
        Assert.That(AttackedApplication.Grave(await FindAsync("crew_id, taken_in_at", "")), Does.Contain("insert public.crew_runners"));

    private static async Task<IReadOnlyList<Finding>> FindAsync(string columns, string check)
    {
        await using var database = await SmallApplication.ApplyAsync(
            $"""
            create table crews (id uuid primary key default gen_random_uuid(), title text not null);
            create table crew_runners (crew_id uuid not null references crews on delete cascade, runner uuid not null default auth.uid()
              references auth.users on delete cascade, captain boolean not null default false, taken_in_at timestamptz,
              primary key (crew_id, runner));
            create table crew_posts (id bigint generated always as identity primary key, crew_id uuid not null references crews
              on delete cascade, author uuid not null default auth.uid() references auth.users on delete cascade, words text not null);
            create schema private;
            grant usage on schema private to authenticated;
            create function private.my_crews(as_captain boolean default false) returns setof uuid
              language sql stable security definer set search_path = ''
              as $$ select c.crew_id from public.crew_runners c where c.runner = (select auth.uid()) and c.taken_in_at is not null
                and (c.captain or not as_captain) $$;
            alter table crews enable row level security;
            alter table crew_runners enable row level security;
            alter table crew_posts enable row level security;
            revoke all on crews, crew_runners, crew_posts from anon, authenticated;
            grant select on crews to authenticated;
            grant select, insert ({columns}), update (taken_in_at, captain), delete on crew_runners to authenticated;
            grant select, insert (crew_id, words), delete on crew_posts to authenticated;
            create policy crew on crews for select to authenticated using (id in (select private.my_crews()));
            create policy crew on crew_runners for select to authenticated
              using (runner = (select auth.uid()) or crew_id in (select private.my_crews()));
            create policy ask on crew_runners for insert to authenticated with check (runner = (select auth.uid()) and not captain {check});
            create policy captains on crew_runners for update to authenticated using (crew_id in (select private.my_crews(true)));
            create policy leave on crew_runners for delete to authenticated
              using (runner = (select auth.uid()) or crew_id in (select private.my_crews(true)));
            create policy crew on crew_posts for select to authenticated using (crew_id in (select private.my_crews()));
            create policy add on crew_posts for insert to authenticated
              with check (author = (select auth.uid()) and crew_id in (select private.my_crews()));
            """
        );
        return await AttackedApplication.FindingsAsync(database);
    }
}
