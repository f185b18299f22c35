using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests applications that keep a group's people in an array, without a table of memberships.</summary>
public sealed class ArrayMemberStories
{
    private const string Keeps = "exists (select from gardens g where g.id = garden_id and (select auth.uid()) = any (g.keepers))";

    [TestCase(Keeps, false, TestName = "Rows_of_a_group_whose_people_are_in_an_array_are_sound")]
    [TestCase("exists (select from gardens g where g.id = garden_id)", false, TestName = "Rows_whose_parent_the_caller_sees_are_sound")]
    [TestCase("(select auth.uid()) is not null", true, TestName = "Rows_of_all_groups_that_every_user_sees_are_found")]
    public async Task Groups(string condition, bool isFound)
    {
        await using var database = await SmallApplication.ApplyAsync(
            $"""
            create table gardens (id uuid primary key default gen_random_uuid(), title text not null default 'new',
              keepers uuid[] not null default array[auth.uid()], helpers uuid[] not null default array[]::uuid[]);
            create table beds (id uuid primary key default gen_random_uuid(), garden_id uuid not null references gardens on delete cascade,
              label text not null default 'new');
            alter table gardens enable row level security;
            alter table beds enable row level security;
            create policy mine on gardens for select to authenticated
              using ((select auth.uid()) = any (keepers) or (select auth.uid()) = any (helpers));
            create policy started on gardens for insert to authenticated with check (keepers = array[(select auth.uid())]);
            create policy kept on gardens for update to authenticated using ((select auth.uid()) = any (keepers));
            create policy seen on beds for select to authenticated using ({condition});
            create policy laid_out on beds for insert to authenticated with check ({Keeps});
            """
        );
        var findings = await AttackedApplication.FindingsAsync(database);
        string[] grave = [.. findings.Where(f => f.Severity.IsGrave).Select(f => $"{f.Id} {f.Object}").Distinct()];
        Assert.That(grave, isFound ? Has.Some.EqualTo("isolation/select public.beds") : Is.Empty);
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }
}
