using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests a partitioned table without a key, in which only the partition and the place on disk (ctid) identify a row.</summary>
public sealed class PartitionStories
{
    private const string Hits = """
        create table hits (team_id uuid not null references teams on delete cascade, hit_on date not null default current_date)
          partition by list (team_id);
        do $$ begin
          for part in 0 .. 3 loop
            execute format('create table hits_%s partition of hits for values in (%L)', part,
              '00000000-0000-4000-8000-00000000000' || part);
            execute format('alter table hits_%s enable row level security; revoke all on hits_%1$s from anon, authenticated', part);
          end loop;
        end $$;
        create table hits_rest partition of hits default;
        alter table hits enable row level security;
        alter table hits_rest enable row level security;
        revoke all on hits, hits_rest from anon, authenticated;
        grant select, insert on hits to authenticated;

        """;

    [Test]
    public async Task A_partitioned_table_without_a_key_has_no_grave_finding() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                Hits + "create policy hits_own on hits for all to authenticated using (private.in_team(team_id))"
            ),
            Is.Empty
        );

    [TestCase("create policy hits_all on hits for select to authenticated using (hit_on is not null)", "select public.hits")]
    [TestCase(
        "create policy hits_own on hits for all to authenticated using (private.in_team(team_id)); "
            + "grant select on hits_1, hits_2 to authenticated; alter table hits_1 disable row level security; "
            + "alter table hits_2 disable row level security",
        "row-condition public.hits_1"
    )]
    public async Task A_leak_in_a_partitioned_table_without_a_key_is_found(string sql, string finding) =>
        Assert.That(await AttackedApplication.GraveAsync(Hits + sql), Does.Contain(finding));
}
