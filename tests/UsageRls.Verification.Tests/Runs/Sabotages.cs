using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// Tests that the suite notices its own defects: a run on correct migrations must fail after each change in <see cref="All"/>, which breaks
/// the suite or its intent file.
/// </summary>
public sealed class Sabotages
{
    private const string Fixtures = "fixtures/UsageRls.Fixtures/",
        Engine = "tests/UsageRls.Verification/";

    private ScratchCopy? _copy;

    private static IEnumerable<TestCaseData> All =>
        [
            Create(
                "callers have no identity",
                "Access",
                $"{Fixtures}Supabase/platform/18.auth.functions.sql",
                "->> 'sub'\n  )::uuid",
                "->> 'sub'\n  )::uuid where false"
            ),
            Create(
                "worlds are empty",
                "Access",
                $"{Fixtures}UsageEvents/RandomWorld.cs",
                "return people with { Events = [.. events] };",
                "return new World();"
            ),
            Create("worlds have no events", "Access", $"{Fixtures}UsageEvents/RandomWorld.cs", "Events = [.. events]", "Events = []"),
            Create(
                "the loader loads nothing",
                "Access",
                $"{Fixtures}UsageEvents/WorldLoader.cs",
                "foreach (var row in rows)",
                "foreach (var row in rows.Take(0))"
            ),
            Create("the template is left empty", "Access", $"{Fixtures}Databases/ServerGuard.cs", "await apply()", "[]"),
            Create(
                "a template of other migrations is used",
                "SignedOff",
                $"{Fixtures}Databases/TemplateRecipe.cs",
                ".. All.Select(m => m.FileName + '\\0' + m.Sql),",
                ""
            ),
            Create("the matrix has no cells", "Matrix", $"{Engine}UsageEvents/Cell.cs", "return cells;", "return [];"),
            Create("the matrix has no events", "Matrix", $"{Engine}UsageEvents/Cast.cs", "s_events.Add(", "new List<UsageEvent>().Add("),
            Create(
                "the matrix has no foreign rows",
                "Matrix",
                $"{Engine}UsageEvents/Cast.cs",
                "Use(membership.OrgId, membership.UserId);",
                "if (membership.OrgId == Home.Id) Use(membership.OrgId, membership.UserId);"
            ),
            Create(
                "the intent allows more than the policies",
                "SignedOff",
                "tests/Accepted/intent.yaml",
                $"  {UsageEventsIntent.Table}:\n    select: members",
                $"  {UsageEventsIntent.Table}:\n    select: users"
            ),
            Create(
                "every verdict holds",
                "Mutation",
                $"{Engine}UsageEvents/JudgedAttempt.cs",
                "= Compare(Cell.Expectation, Attempt);",
                "= true || Compare(Cell.Expectation, Attempt);"
            ),
            Create(
                "there are no mutants",
                "Mutation",
                $"{Engine}Mutation/Mutators/AllMutators.cs",
                "foreach (var mutator in mutators)",
                "foreach (var mutator in mutators.Take(0))"
            ),
            Create(
                "there are no small worlds",
                "SmallWorlds",
                $"{Fixtures}UsageEvents/WorldBound.cs",
                "foreach (var people in PeopleByTies([], 0))",
                "foreach (var people in PeopleByTies([], 0).Take(0))"
            ),
            Create(
                "histories are empty",
                "LargeWorlds",
                $"{Engine}UsageEvents/Histories/PropertyRun.cs",
                "new HistoryMaker(new Randomizer(number), size).Make()",
                "new History(new World(), [])"
            ),
            Create("there are no lints", "Lints", $"{Engine}Lints/Lint.cs", "\"Lints/\"", "\"Lint/\""),
            Create(
                "there are no probes",
                "Probes",
                $"{Engine}UsageEvents/Bypass/ProbeRun.cs",
                "ClaimNamesAsync(stage.Connection, cancellation)))",
                "ClaimNamesAsync(stage.Connection, cancellation)).Take(0))"
            ),
            Create(
                "probes reach nothing",
                "Probes",
                $"{Engine}UsageEvents/Bypass/ProbeRun.cs",
                "in await Sweep.FindAsync(stage.Connection, attacker, cancellation))",
                "in (await Sweep.FindAsync(stage.Connection, attacker, cancellation)).Take(0))"
            ),
            Create(
                "twin worlds are not compared",
                "TwinWorlds",
                $"{Engine}UsageEvents/Bypass/TwinWorlds.cs",
                "foreach (var attacker in s_attackers)",
                "foreach (var attacker in s_attackers.Take(0))"
            ),
            Create(
                "twin worlds are the same world",
                "TwinWorlds",
                $"{Engine}UsageEvents/Bypass/TwinWorlds.cs",
                "new[] { One, One, Other }",
                "new[] { One, One, One }"
            ),
            Create(
                "a check throws before it asserts",
                "Schema",
                "tests/UsageRls.Tests/UsageEvents/Schema.cs",
                "await using var session",
                "throw new InvalidOperationException(\"too early\");\n#pragma warning disable CS0162\n        await using var session"
            ),
        ];

    [OneTimeTearDown]
    public void RemoveCopy() => _copy?.Dispose();

    [TestCaseSource(nameof(All))]
    public void Each_sabotage_replaces_a_text_that_occurs_once(string group, string file, string from, string to)
    {
        Assert.That(group, Is.Not.Empty);
        Assert.That(ScratchCopy.Replaced(ProjectRoot.At(file), from, to), Does.Contain(to));
    }

    [TestCaseSource(nameof(All))]
    [Slow]
    public async Task Each_sabotage_turns_the_run_red(string group, string file, string from, string to)
    {
        _copy ??= await ScratchCopy.MakeAsync();
        _copy.Replace(file, from, to);
        try
        {
            await _copy.BuildAsync();
            await using var run = await WholeRun.ToTheEndAsync(_copy.Run($"FullyQualifiedName~UsageRls.Tests.{group}"));
            Assert.That(run.Status, Is.Not.Zero, run.ToString);
            Assert.That(run.Evidence().Result, Is.EqualTo("FAILED"));
            TestContext.Out.WriteLine(run.Evidence().Checks.First(c => c.Outcome == "failed").Message.Split('\n')[0]);
        }
        finally
        {
            _copy.Restore(file);
        }
    }

    private static TestCaseData Create(string name, string group, string file, string from, string to) =>
        new TestCaseData(group, file, from, to).SetArgDisplayNames(name);
}
