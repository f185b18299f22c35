using System.Globalization;
using UsageRls.Verification.Evidence.Sections.Matrix;
using UsageRls.Verification.Evidence.Sections.Timeline;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>A sample access matrix and timeline.</summary>
internal static class SampleMatrix
{
    private static readonly string[] s_commands = ["select", "insert", "update", "delete", "lock", "truncate", "define"];

    /// <summary>A timeline in which the second migration closes the access that the first migration opened.</summary>
    public static IReadOnlyList<ChangeRecord> Timeline { get; } =
    [
        new(
            SampleRun.First,
            true,
            "insert",
            false,
            "foreign organisation",
            SampleRun.Hostile,
            "legacy",
            "member",
            $"insert into {SampleRun.Table} values ('{SampleRun.Hostile}')"
        ),
        new(
            SampleRun.Second,
            false,
            "insert",
            false,
            "foreign organisation",
            "everybody",
            "both",
            "member",
            $"insert into {SampleRun.Table} values (1)"
        ),
    ];

    public static IEnumerable<CallerRecord> Callers() =>
        Enumerable
            .Range(0, 25)
            .Select(i => new CallerRecord(
                i == 0 ? SampleRun.Hostile : $"caller {i}",
                "authenticated",
                $"set local role authenticated; select set_config('request.jwt.claims', '{i}', true);"
            ));

    public static MatrixRecord[] All(int attempts, int wrong) =>
        [Create("legacy", attempts / 2, wrong), Create("explicit", attempts - (attempts / 2), wrong: 0)];

    private static MatrixRecord Create(string baseline, int attempts, int wrong)
    {
        var callers = Callers().Select(c => c.Name).ToArray();
        return new MatrixRecord(
            baseline,
            ["row level security enabled"],
            [
                .. Enumerable
                    .Range(0, attempts)
                    .Select(i => new AttemptRecord(
                        callers[i % callers.Length],
                        i % 25 == 1 ? "insert" : s_commands[i / callers.Length % s_commands.Length],
                        $"path {i % 31}",
                        "own organisation, own row",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"select id from public.{SampleRun.Table} "
                                + $"where id = '00000000-0000-4000-8000-{i:D12}' -- {(i % 50 == 0 ? SampleRun.Hostile : "")}"
                        ),
                        i % 3 == 0 ? "allowed, 1 row" : "filtered: no rows, no error",
                        i % 3 == 0 ? "allowed, 1 row" : "filtered: no rows, no error",
                        i % 3 == 0,
                        i >= attempts - (wrong * callers.Length) && i % callers.Length == 1 ? Judgement.TooLoose : Judgement.AsIntended
                    )),
            ]
        );
    }
}
