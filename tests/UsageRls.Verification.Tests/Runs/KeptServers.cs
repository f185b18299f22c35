using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// Tests what a failed run keeps with <c>USAGE_RLS_KEEP=1</c>. No other test runs at the same time, because every run that starts removes
/// what earlier runs kept.
/// </summary>
[NonParallelizable]
public sealed partial class KeptServers
{
    [Test]
    public async Task A_red_run_says_how_to_reach_and_remove_what_it_keeps()
    {
        using var folder = MigrationFolder.OwnAnd($"alter table public.{UsageEventsTables.Name} disable row level security");
        await using var run = await WholeRun.ToTheEndAsync(
            folder
                .Run("FullyQualifiedName~UsageEvents.Schema")
                .With(("USAGE_RLS_KEEP", "1"), ("USAGE_RLS_GRANTS", "legacy"), (ServerChoice.Variable, "installed"))
        );
        var kept = Kept().Matches(run.Output);
        var removal = Removal().Match(run.Output);
        Assert.That((run.Status, removal.Success), Is.EqualTo((1, true)), run.ToString);
        Assert.That(
            kept.Select(k => k.Groups["whom"].Value),
            Is.SupersetOf([
                """UsageRls.Tests.UsageEvents.Schema.The_schema_is_what_the_contract_promises(Legacy)""",
                "all migrations on legacy grants",
            ])
        );
        foreach (var match in kept.AsEnumerable())
        {
            await using var database = NpgsqlDataSource.Create(match.Groups["connection"].Value);
            await using var command = database.CreateCommand($"select count(*) from public.{UsageEventsTables.Name}");
            Assert.That(await command.ExecuteScalarAsync(), Is.Zero);
        }

        var directory = removal.Groups["directory"].Value;
        Assert.That(directory, Does.Exist);
        using var shell = Process.Start("/bin/sh", ["-c", removal.Groups["command"].Value]);
        await shell.WaitForExitAsync();
        for (var tries = 0; tries < 80 && Directory.Exists(directory); tries++)
            await Task.Delay(50);
        Assert.That(directory, Does.Not.Exist);
    }

    [GeneratedRegex("database of (?<whom>[^,]+), kept until the next run: (?<connection>.+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Kept();

    [GeneratedRegex(
        "this command removes it now: (?<command>.*head -n 1 (?<directory>.+)/data/postmaster.pid.*)",
        RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Removal();
}
