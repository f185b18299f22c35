using System.Globalization;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>A label and its text on the page, and whether the text varies between runs on the same input.</summary>
internal sealed record Pair(string What, string Says, bool Varies = false, string Code = "", bool IsLong = false);

/// <summary>The head of the page: the verdict, the facts about the run, and counts.</summary>
internal sealed record HeadView(string Tone, string Word, string Sentence, IReadOnlyList<Pair> Facts, IReadOnlyList<Pair> Counts)
{
    public static HeadView From(EvidenceRecord record)
    {
        var (tone, word) = record switch
        {
            { State: RunState.Interrupted } => ("bad", "Interrupted"),
            { Verdict.Result: "PASSED" } => ("good", "Verified"),
            { Verdict.Result: "WARNED" } => ("part", "In part"),
            { Tests: var tests } when tests.All(t => t.Outcome != TestOutcome.Failed) => ("bad", "Not run"),
            _ => ("bad", "Not verified"),
        };
        var varying = record.Varying;
        List<Pair> facts =
        [
            new(
                "Migrations",
                record.Migrations.Count == 0 ? "none read yet" : Text.Say($"{record.Migrations.Count} files of {record.Folder}/")
            ),
            new(
                "Commit",
                record.Commit == "" ? "unknown"
                    : record.Commit.EndsWith("-dirty", StringComparison.Ordinal) ? "with uncommitted changes"
                    : "",
                Code: record.Commit.Replace("-dirty", "", StringComparison.Ordinal)
            ),
            new("Server", record.ServerVersion == "" ? "none yet" : varying.Server, Varies: true, IsLong: true),
            new("Grant baseline", record.Baselines.Count == 0 ? "none yet" : string.Join(" and ", record.Baselines)),
            new("Seed", record.Seed.ToString(CultureInfo.InvariantCulture)),
            new(
                "Started",
                varying.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
                    + (varying.EndedAt is { } end ? Text.Say($", {(end - varying.StartedAt).TotalSeconds:0} s") : ", did not finish"),
                Varies: true
            ),
        ];
        if (record.Kept.Count > 0)
        {
            facts.Add(
                new(
                    "Kept from earlier runs",
                    string.Join("; ", record.Kept.Select(k => k.ToString()))
                        + (record.Shards.Count == 0 ? ". USAGE_RLS_FRESH=1 runs everything." : ""),
                    Varies: true,
                    IsLong: true
                )
            );
        }
        if (record.Shards.Count > 0)
            facts.Add(new("Verified by shards", string.Join("; ", record.Shards.Select(s => s.ToString())), Varies: true, IsLong: true));
        if (varying.Url is { } url)
            facts.Add(new("Run", url, Varies: true));
        var failed = record.Tests.Count(t => t.Outcome == TestOutcome.Failed);
        var notRun = record.Tests.Count(t => t.Outcome == TestOutcome.NotRun);
        return new HeadView(
            tone,
            word,
            record.Verdict.Sentence,
            facts,
            [
                .. record.State == RunState.Interrupted
                    ? (Pair[])[]
                    :
                    [
                        Count(record.Tests.Count - failed - notRun, "check holds", "checks hold"),
                        Count(failed, "check fails", "checks fail"),
                        Count(notRun, "check not run", "checks not run"),
                    ],
                .. from f in record.Findings
                where f.Status != FindingStatus.Closed
                group f by f.Status.ToString().ToLowerInvariant() into same
                select Count(same.Count(), $"finding {same.Key}", $"findings {same.Key}"),
                .. record.Counts.Select(c => new Pair(c.Of, Text.Number(c.Number))),
            ]
        );
    }

    private static Pair Count(int number, string one, string more) => new(number == 1 ? one : more, Text.Number(number));
}
