using NUnit.Framework;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that members sign in as the application requires, with a second factor and with the claims that its access token hook writes, so
/// that its tables are verified and leaks in them are found.
/// </summary>
public sealed class SignedInStories
{
    [Test]
    public async Task Rows_are_verified_if_a_restrictive_policy_asks_for_a_second_factor()
    {
        const string strict = "as restrictive for all to authenticated using ((select auth.jwt() ->> 'aal') = 'aal2')";
        var findings = await AttackedApplication.FindingsAsync(
            $"""
            create policy strict on papers {strict};
            {JoinedStories.Opened("wide_papers", "true")}
            create policy strict on wide_papers {strict};
            """
        );
        Assert.That(AttackedApplication.Grave(findings), Is.EqualTo((string[])["select public.wide_papers"]));
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }

    [Test]
    public async Task Rows_are_verified_if_a_hook_writes_the_tenants_as_the_keys_of_an_object()
    {
        await using var database = await SmallApplication.ApplyAsync(
            """
            create table firms (code text primary key, title text not null);
            create table firm_people (firm_code text not null references firms on delete cascade,
              person_id uuid not null references auth.users on delete cascade, desk text not null default 'clerk',
              primary key (firm_code, person_id));
            create table covers (id uuid primary key default gen_random_uuid(), firm_code text not null references firms on delete cascade,
              holder text not null);
            create table losses (id uuid primary key default gen_random_uuid(), firm_code text not null references firms on delete cascade,
              holder text not null);
            alter table firms enable row level security;
            alter table firm_people enable row level security;
            alter table covers enable row level security;
            alter table losses enable row level security;
            create schema private;
            grant usage on schema private to authenticated;
            create function private.my_firms() returns setof text language sql stable set search_path = ''
              as $$ select jsonb_object_keys(coalesce(auth.jwt() #> '{app_metadata,firms}', '{}')) $$;
            create policy r on firms for select to authenticated using (code in (select private.my_firms()));
            create policy r on firm_people for select to authenticated using (firm_code in (select private.my_firms()));
            create policy r on covers for select to authenticated using (firm_code in (select private.my_firms()));
            create policy r on losses for select to authenticated using (true);
            create function public.token_hook(event jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
            declare claims jsonb := event -> 'claims'; begin
              claims := jsonb_set(claims, '{app_metadata,firms}', (select coalesce(jsonb_object_agg(p.firm_code, p.desk), '{}')
                from public.firm_people p where p.person_id = (event ->> 'user_id')::uuid));
              return jsonb_set(event, '{claims}', claims); end $$;
            revoke execute on function public.token_hook(jsonb) from public, anon, authenticated;
            grant execute on function public.token_hook(jsonb) to supabase_auth_admin;
            grant usage on schema public to supabase_auth_admin;
            grant select on firm_people to supabase_auth_admin;
            create policy h on firm_people for select to supabase_auth_admin using (true);
            """
        );
        var findings = await AttackedApplication.FindingsAsync(database);
        Assert.That(AttackedApplication.Grave(findings), Is.EqualTo((string[])["select public.losses"]));
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }
}
