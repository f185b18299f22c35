using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Verification.Tests.Isolation;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Causes;

/// <summary>
/// Tests the console output for ten kinds of defect against the reviewed texts in <c>Causes/Told/*.txt</c>. The texts contain <c>…</c> in
/// place of the number of statements, because each new statement path changes that number.
/// </summary>
public sealed partial class ToldCauses
{
    private const int MostLines = 40;

    [TestCase(
        "policy_asks_for_any_membership",
        "alter policy papers_read on papers using (exists (select from team_members m where m.user_id = (select auth.uid())))"
    )]
    [TestCase("insert_without_tenant_check", "alter policy papers_write on papers with check (writer = (select auth.uid()))")]
    [SlowCase("row_level_security_off", "alter table papers disable row level security")]
    [SlowCase("view_with_owners_privileges", "create view all_papers as select * from papers; grant select on all_papers to authenticated")]
    [TestCase(
        "function_without_check",
        "create function titles(team uuid) returns setof text language sql stable security definer "
            + "set search_path = '' as $$ select title from public.papers where team_id = team $$"
    )]
    [SlowCase(
        "materialized_view",
        "create materialized view kept_papers as select * from papers; grant select on kept_papers to authenticated"
    )]
    [TestCase(
        "open_membership",
        "grant insert on team_members to authenticated; create policy join_team on team_members for "
            + "insert to authenticated with check (user_id = (select auth.uid()))"
    )]
    [TestCase(
        "trigger_writes_elsewhere",
        """
            create function private.copy_paper() returns trigger language plpgsql security definer set search_path = '' as $$
            begin
              insert into public.traces (team_id, user_id, what) values ((new.data ->> 'team')::uuid, new.writer, new.title);
              return null;
            end $$;
            create trigger copy_paper after insert on papers for each row when (new.data ? 'team') execute function private.copy_paper()
            """
    )]
    [TestCase(
        "policy_recursion",
        "alter policy members_read on team_members "
            + "using (team_id in (select m.team_id from team_members m where m.user_id = (select auth.uid())))"
    )]
    [SlowCase("row_condition", "create policy published on papers for select to authenticated using (data ->> 'open' = 'yes')")]
    public async Task Each_defect_is_told_once_with_its_rule_and_a_counterexample(string defect, string sql)
    {
        var causes = await AttackedApplication.CausesAsync(sql);
        var told = string.Join("\n\n", causes.Select(c => c.Explain())) + "\n";
        ApprovedText.Matches($"Causes/Told/{defect}.txt", NumberOfStatements().Replace(told, "…"));
        Assert.That(told.Split('\n'), Has.Length.AtMost(MostLines));
    }

    [GeneratedRegex(@"[0-9]+(?= statements by )", RegexOptions.None, 5_000)]
    private static partial Regex NumberOfStatements();
}
