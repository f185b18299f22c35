using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests applications that keep a group's people in an array, without a table of memberships.</summary>
public sealed class ArrayMemberStories
{
    private const string Keeps = "exists (select from gardens g where g.id = garden_id and (select auth.uid()) = any (g.keepers))";

    private const string Gardens = """
        create table gardens (id uuid primary key default gen_random_uuid(), title text not null default 'new',
          keepers uuid[] not null default array[auth.uid()], helpers uuid[] not null default array[]::uuid[]);
        alter table gardens enable row level security;
        create policy mine on gardens for select to authenticated
          using ((select auth.uid()) = any (keepers) or (select auth.uid()) = any (helpers));
        create policy started on gardens for insert to authenticated with check (keepers = array[(select auth.uid())]);
        create policy kept on gardens for update to authenticated using ((select auth.uid()) = any (keepers));

        """;

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_sound = new(() =>
        FindAsync(Beds("beds", Keeps) + Beds("hedges", "exists (select from gardens g where g.id = garden_id)"))
    );

    [TestCase("beds", TestName = "Rows_of_a_group_whose_people_are_in_an_array_are_sound")]
    [TestCase("hedges", TestName = "Rows_whose_parent_the_caller_sees_are_sound")]
    public async Task Sound(string name)
    {
        Assert.That(AttackedApplication.Grave(await s_sound.Value), Has.None.Contains(name));
        Assert.That(
            (await s_sound.Value).Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => f.Object),
            Is.Empty
        );
    }

    [Test]
    public async Task Rows_of_all_groups_that_every_user_sees_are_found()
    {
        var findings = await FindAsync(Beds("beds", "(select auth.uid()) is not null"));
        Assert.That(AttackedApplication.Grave(findings), Does.Contain("select public.beds"));
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(string sql)
    {
        await using var database = await SmallApplication.ApplyAsync(Gardens + sql);
        return await AttackedApplication.FindingsAsync(database);
    }

    private static string Beds(string name, string condition) =>
        $"""
            create table {name} (id uuid primary key default gen_random_uuid(),
              garden_id uuid not null references gardens on delete cascade, label text not null default 'new');
            alter table {name} enable row level security;
            create policy seen on {name} for select to authenticated using ({condition});
            create policy laid_out on {name} for insert to authenticated with check ({Keeps});

            """;
}
