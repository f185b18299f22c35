using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests that if an intent file states the project's grant baseline, findings on the other baseline do not fail the run.</summary>
public sealed class GrantsOfIntents
{
    // The table has no row level security, so only privileges protect it. The legacy baseline grants the API roles all of them.
    private const string LeaksInLegacy = "create table public.secrets (id int primary key, user_id uuid references auth.users (id));";

    private const string LeaksInExplicit =
        LeaksInLegacy
        + """
            do $$
            begin
              if has_table_privilege('authenticated', 'public.secrets', 'select') then
                revoke all on public.secrets from anon, authenticated, service_role;
              else
                grant select on public.secrets to authenticated;
              end if;
            end
            $$
            """;

    private static readonly string[] s_baselines = ["legacy", "explicit"];

    [SlowCase("legacy", null)]
    [TestCase("legacy", "explicit")]
    [SlowCase("explicit", "explicit")]
    public async Task A_leak_fails_the_run_on_its_own_baseline_alone(string leaksIn, string? grants)
    {
        using var folder = new MigrationFolder().With("1_secrets.sql", leaksIn == "legacy" ? LeaksInLegacy : LeaksInExplicit);
        using var accepted = new MigrationFolder().With(IntentFile.FileName, grants is null ? "tables: {}\n" : $"grants: {grants}\n");
        await using var run = await WholeRun.ToTheEndAsync(
            folder
                .Run("FullyQualifiedName~UsageRls.Tests.Isolation|FullyQualifiedName~UsageRls.Tests.Lints")
                .With((AcceptedFolder.FolderVariable, accepted.Path), (StartingGrants.Variable, null))
        );
        var isFound = grants is null || grants == leaksIn;
        Assert.That(run.Status == 0, Is.EqualTo(!isFound), run.ToString);
        string[] says =
        [
            $"public.secrets of stranger 2, but is not stranger 2 and shares no tenant with this user ({leaksIn} baseline only)",
            "0001_rls_disabled",
        ];
        Assert.That(says.Where(run.Output.Contains), isFound ? Is.EqualTo(says) : Is.Empty, run.ToString);
        var judged = s_baselines.Where(b => run.Output.Contains($"isolation, {b} baseline:", StringComparison.Ordinal));
        Assert.That(judged, Is.EqualTo(grants is null ? s_baselines : [grants]), run.ToString);
    }
}
