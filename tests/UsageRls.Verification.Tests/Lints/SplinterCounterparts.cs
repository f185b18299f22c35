using NUnit.Framework;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>
/// Lists the lints of Supabase's splinter, which the dashboard and <c>supabase db advisors</c> show, each with its counterparts in this
/// suite or the reason for having none. Tests that the headers of the suite's lints name the same counterparts.
/// </summary>
[WithoutDatabase]
public sealed class SplinterCounterparts
{
    // For each lint of splinter: the lints of this suite that find the same defect, or the reason why no lint of this suite does so.
    private static readonly Dictionary<string, string> s_answers = new()
    {
        ["0001_unindexed_foreign_keys"] = "0013_foreign_key_without_index",
        ["0002_auth_users_exposed"] = "0018_users_exposed",
        ["0003_auth_rls_initplan"] = "0010_policy_call_per_row",
        ["0004_no_primary_key"] = "0067_no_primary_key",
        ["0005_unused_index"] = "none: needs the statistics of a database in use",
        ["0006_multiple_permissive_policies"] = "0011_many_permissive_policies",
        ["0007_policy_exists_rls_disabled"] = "0003_policies_without_rls",
        ["0008_rls_enabled_no_policy"] = "0002_rls_without_policy",
        ["0009_duplicate_index"] = "0082_index_covered_by_another",
        ["0010_security_definer_view"] = "0016_view_with_owners_rights",
        ["0011_function_search_path_mutable"] = "0014_search_path_not_pinned",
        ["0012_auth_allow_anonymous_sign_ins"] =
            "none: anonymous users have the role authenticated, and the isolation checks try every policy as a user of no tenant",
        ["0013_rls_disabled_in_public"] = "0001_rls_disabled, 0020_child_table_open",
        ["0014_extension_in_public"] = "0028_extension_in_public",
        ["0015_rls_references_user_metadata"] = "0008_policy_on_user_metadata",
        ["0016_materialized_view_in_api"] = "0017_materialized_view_exposed",
        ["0017_foreign_table_in_api"] = "0019_foreign_table_exposed",
        ["0018_unsupported_reg_types"] = "none: hinders an upgrade and opens no access",
        ["0019_insecure_queue_exposed_in_api"] = "0072_platform_schema_opened",
        ["0020_table_bloat"] = "none: needs the statistics of a database in use",
        ["0021_fkey_to_auth_unique"] = "none: hinders an upgrade and opens no access",
        ["0022_extension_versions_outdated"] = "none: depends on the versions on the deployed server",
        ["0023_sensitive_columns_exposed"] = "0027_sensitive_column",
        ["0024_rls_policy_always_true"] = "0006_policy_always_true",
        ["0025_public_bucket_allows_listing"] = "0079_storage_policy_without_bucket",
        ["0026_pg_graphql_anon_table_exposed"] = "none: other lints judge the privilege; GraphQL only adds names of tables",
        ["0027_pg_graphql_authenticated_table_exposed"] = "none: other lints judge the privilege; GraphQL only adds names of tables",
        ["0028_anon_security_definer_function_executable"] = "0015_definer_function_callable",
        ["0029_authenticated_security_definer_function_executable"] = "0015_definer_function_callable",
    };

    private static readonly Dictionary<string, LintHeader> s_ours = Lint.All.ToDictionary(l => l.Id, LintHeader.Parse);

    [Test]
    public void Each_Splinter_lint_has_a_counterpart_or_a_reason() =>
        Assert.Multiple(() =>
        {
            foreach (var (theirs, answer) in s_answers.Where(a => !a.Value.StartsWith("none: ", StringComparison.Ordinal)))
            {
                foreach (var ours in answer.Split(", "))
                    Assert.That(s_ours.GetValueOrDefault(ours)?.Splinter ?? [], Does.Contain(theirs), $"{ours} must name {theirs}");
            }
        });

    [Test]
    public void Lints_name_exactly_the_Splinter_lints_that_have_a_counterpart() =>
        Assert.That(
            s_ours.Values.SelectMany(h => h.Splinter).Distinct(),
            Is.EquivalentTo(s_answers.Where(a => !a.Value.StartsWith("none: ", StringComparison.Ordinal)).Select(a => a.Key))
        );
}
