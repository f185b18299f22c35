using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Mutation;

/// <summary>
/// Tests a WITH CHECK that repeats USING: the suite mutates the WITH CHECK alone only if an update may turn a row that meets USING into a
/// row that violates WITH CHECK. Otherwise the suite mutates both together.
/// </summary>
public sealed class RepeatedChecks
{
    [TestCase("", false, TestName = "A_check_over_columns_that_nobody_updates_is_not_mutated_alone")]
    [TestCase("grant update (team_id) on cards to authenticated", true, TestName = "A_check_on_a_column_that_callers_update_is_mutated")]
    [TestCase(
        "create policy other on cards for update to authenticated using (author = (select auth.uid())) with check (title <> '')",
        true,
        TestName = "A_check_beside_another_policy_for_updates_is_mutated"
    )]
    [TestCase(
        """
            create function private.move() returns trigger language plpgsql as $$ begin new.author := auth.uid(); return new; end $$;
            create trigger move before update on cards for each row execute function private.move()
            """,
        true,
        TestName = "A_check_behind_a_trigger_is_mutated"
    )]
    [TestCase(
        """
            create function private.may(card cards) returns boolean language sql stable as $$ select card.title <> '' $$;
            alter policy cards_change on cards using (private.may(cards)) with check (private.may(cards))
            """,
        true,
        TestName = "A_check_that_reads_the_whole_row_is_mutated"
    )]
    public async Task Repeated(string sql, bool isMutated)
    {
        await using var database = await SmallApplication.ApplyAsync(
            $"""
            {EmbeddedSql.Read("Mutation/roles.sql")}
            alter policy cards_change on cards with check (private.has_role(team_id, 'owner', 'editor'));
            {sql};
            """,
            GrantBaseline.Explicit
        );
        var target = (await TargetReader.ReadAsync(database, new TableName("public", "cards"))).Alone(MutationTarget.Roles);
        var constants = new MutationConstants(new TableName("public", "teams"), "1", Guid.Empty);
        var changes = AllMutators
            .Make(target, constants, AllMutators.OfAccess)
            .Where(m =>
                m.Sql.Contains("alter policy cards_change", StringComparison.Ordinal)
                && m.Sql.Contains(" with check (", StringComparison.Ordinal)
            )
            .ToLookup(m => m.Sql.Contains(" using (", StringComparison.Ordinal) ? "both" : "alone");
        Assert.That(changes["alone"], isMutated ? Is.Not.Empty : Is.Empty);
        Assert.That(changes["both"], isMutated ? Is.Empty : Is.Not.Empty);
    }
}
