using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests a partitioned table without a key, in which only the partition and the place on disk (ctid) identify a row.</summary>
public sealed class PartitionStories
{
    private static readonly JoinedStories s_stories = new(
        (
            Hits("hits") + "create policy hits_all on hits for select to authenticated using (hit_on is not null)",
            Hits("hits") + "create policy hits_own on hits for all to authenticated using (private.in_team(team_id))"
        ),
        (
            Hits("views")
                + "create policy views_own on views for all to authenticated using (private.in_team(team_id)); "
                + "grant select on views_1, views_2 to authenticated; alter table views_1 disable row level security; "
                + "alter table views_2 disable row level security",
            ""
        )
    );

    [Test]
    public async Task A_partitioned_table_without_a_key_has_no_grave_finding() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [TestCase("select public.hits", TestName = "A_policy_on_a_partitioned_table_without_a_key_is_found")]
    [TestCase("row-condition public.views_1", TestName = "A_partition_without_a_key_and_without_row_level_security_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    private static string Hits(string name) =>
        $"""
            create table {name} (team_id uuid not null references teams on delete cascade, hit_on date not null default current_date)
              partition by list (team_id);
            do $$ begin
              for part in 0 .. 3 loop
                execute format('create table {name}_%s partition of {name} for values in (%L)', part,
                  '00000000-0000-4000-8000-00000000000' || part);
                execute format('alter table {name}_%s enable row level security; revoke all on {name}_%1$s from anon, authenticated', part);
              end loop;
            end $$;
            create table {name}_rest partition of {name} default;
            alter table {name} enable row level security;
            alter table {name}_rest enable row level security;
            revoke all on {name}, {name}_rest from anon, authenticated;
            grant select, insert on {name} to authenticated;

            """;
}
