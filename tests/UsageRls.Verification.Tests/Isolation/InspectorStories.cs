using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests applications whose rows belong to users, and are also read by the inspectors of a district.</summary>
public sealed class InspectorStories
{
    [Test]
    public async Task Rows_that_inspectors_of_a_district_read_belong_to_their_users()
    {
        await using var database = await SmallApplication.ApplyAsync(Orchards("and i.login = (select auth.uid())"));
        var findings = await AttackedApplication.FindingsAsync(database);
        Assert.That(findings.Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => f.Sentence), Is.Empty);
    }

    [Test]
    public async Task Rows_that_everybody_reads_where_a_district_has_an_inspector_are_found()
    {
        await using var database = await SmallApplication.ApplyAsync(Orchards(""));
        var findings = await AttackedApplication.FindingsAsync(database);
        Assert.That(AttackedApplication.Grave(findings), Does.Contain("row-condition function public.inspects(text)"));
    }

    // A helper and a grower must differ, and each has a row that only a sign-up makes. A trigger files each pick under the
    // caller, who has one row.
    private static string Orchards(string whose) =>
        $"""
            create table growers (grower uuid primary key references auth.users on delete cascade);
            create table districts (code text primary key, title text not null);
            insert into districts values ('N1', 'North'), ('S1', 'South');
            create table inspectors (district text not null references districts, login uuid not null references auth.users,
              until date not null, primary key (district, login));
            create table orchards (id uuid primary key default gen_random_uuid(),
              grower uuid not null default auth.uid() references growers,
              district text not null references districts, title text not null);
            create table trees (id uuid primary key default gen_random_uuid(), grower uuid not null default auth.uid() references growers,
              orchard uuid not null references orchards, kind text not null);
            create table helpers (grower uuid not null default auth.uid() references growers, helper uuid not null references growers,
              primary key (grower, helper), check (grower <> helper));
            create function sign_up() returns trigger language plpgsql security definer set search_path = ''
              as $$ begin insert into public.growers values (new.id); return new; end $$;
            revoke execute on function sign_up() from public, anon, authenticated;
            create trigger sign_up after insert on auth.users for each row execute function sign_up();
            create table picks (grower uuid primary key references growers, kilos int not null);
            create function is_mine() returns trigger language plpgsql set search_path = ''
              as $$ begin if current_user = 'authenticated' then new.grower := auth.uid(); end if; return new; end $$;
            create trigger is_mine before insert on picks for each row execute function is_mine();
            create function inspects(p_district text) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.inspectors i
                where i.district = p_district and i.until >= current_date {whose}) $$;
            alter table growers enable row level security;
            alter table districts enable row level security;
            alter table inspectors enable row level security;
            alter table orchards enable row level security;
            alter table trees enable row level security;
            alter table helpers enable row level security;
            alter table picks enable row level security;
            create policy own on growers for select to authenticated using (grower = (select auth.uid()));
            create policy everything on districts for select to authenticated using (true);
            create policy own on inspectors for select to authenticated using (login = (select auth.uid()));
            create policy own on orchards to authenticated using (grower = (select auth.uid()));
            create policy inspected on orchards for select to authenticated using (inspects(district));
            create policy own on trees to authenticated using (grower = (select auth.uid()));
            create policy inspected on trees for select to authenticated
              using (exists (select from orchards o where o.id = orchard and inspects(o.district)));
            create policy own on picks for select to authenticated using (grower = (select auth.uid()));
            create policy filed on picks for insert to authenticated with check (true);
            create policy corrected on picks for update to authenticated using (grower = (select auth.uid()));
            create policy own on helpers to authenticated using (grower = (select auth.uid()));
            """;
}
