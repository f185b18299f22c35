using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests that if an intent file states the project's grant baseline, findings on the other baseline do not fail the run.</summary>
public sealed class GrantsOfIntents
{
    [TestCase("legacy", false)]
    [TestCase("explicit", true)]
    public async Task Intent_files_choose_the_grant_baseline(string grants, bool passes)
    {
        using var folder = new MigrationFolder().With(
            "1_secrets.sql",
            "create table public.secrets (id int primary key, user_id uuid references auth.users (id))"
        );
        using var accepted = new MigrationFolder().With(IntentFile.FileName, $"grants: {grants}\n");
        await using var run = await WholeRun.ToTheEndAsync(
            folder.Run("FullyQualifiedName~Lints").With((AcceptedFolder.FolderVariable, Path.GetDirectoryName(accepted.PathOf("."))!))
        );
        Assert.That(run.Status == 0, Is.EqualTo(passes), run.ToString);
        Assert.That(run.Output.Contains("0001_rls_disabled", StringComparison.Ordinal), Is.EqualTo(!passes), run.ToString);
    }
}
