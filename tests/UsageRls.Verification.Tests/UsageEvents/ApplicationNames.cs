using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.UsageEvents;

/// <summary>
/// Tests that source code contains names of the application, such as <c>org_id</c>, only in folders named <c>UsageEvents</c>, in the SQL
/// that tests the lints, and in the SQL of the benchmarks' policy and index forms. Migrations, documents, packages, accepted files and
/// benchmark results are not searched.
/// </summary>
[WithoutDatabase]
public sealed partial class ApplicationNames
{
    private const string OwnTests = "tests/UsageRls.Verification.Tests",
        Forms = "benchmarks/UsageRls.Benchmarks/Forms";

    private static readonly string[] s_folders = ["fixtures", "tests", "benchmarks"],
        s_kinds = [".cs", ".sql", ".psql", ".hbs", ".js", ".css", ".json", ".csproj", ".proj", ".targets"],
        // Folders of broken migrations with their repair, and of migrations that only look broken.
        s_brokenMigrations = [$"{OwnTests}/Lints/Stories", $"{OwnTests}/Lints/Quiet"],
        // Benchmark results, and files that people have accepted: these are no source code.
        s_results = ["benchmarks/baseline.json", "tests/Accepted"];

    private static readonly string[] s_found =
    [
        .. s_folders
            .SelectMany(folder => Directory.EnumerateFiles(ProjectRoot.At(folder), "*", SearchOption.AllDirectories))
            .Select(ProjectRoot.FromTop)
            .Where(file => s_kinds.Contains(Path.GetExtension(file)) && !MayName(file))
            .Where(file => Name().IsMatch(File.ReadAllText(ProjectRoot.At(file))))
            .Order(StringComparer.Ordinal),
    ];

    [Test]
    public void Names_of_the_application_appear_nowhere_else() =>
        Assert.That(s_found, Is.Empty, "take the names from the subject, or move code about usage_events into a folder UsageEvents");

    [TestCase("fixtures/UsageRls.Fixtures/UsageEvents/World.cs", true)]
    [TestCase("fixtures/UsageRls.Fixtures/Worlds/World.cs", false)]
    [TestCase("tests/UsageRls.Verification.Tests/Lints/Stories/0001_rls_disabled.sql", true)]
    [TestCase("tests/UsageRls.Verification.Tests/Lints/Stories/Story.cs", false)]
    [TestCase("tests/UsageRls.Verification.Tests/Runs/RedRuns.cs", false)]
    [TestCase("benchmarks/UsageRls.Benchmarks/Forms/policies/exists.sql", true)]
    [TestCase("benchmarks/UsageRls.Benchmarks/RlsCost/Form.cs", false)]
    public void Only_these_files_may_contain_names_of_the_application(string file, bool may) => Assert.That(MayName(file), Is.EqualTo(may));

    private static bool MayName(string file) =>
        file.Split('/').Any(part => part is "UsageEvents" or "bin" or "obj" or "node_modules")
        || (IsIn(file, [.. s_brokenMigrations, Forms]) && Path.GetExtension(file) == ".sql")
        || IsIn(file, s_results);

    private static bool IsIn(string file, string[] folders) =>
        folders.Any(folder => file == folder || file.StartsWith($"{folder}/", StringComparison.Ordinal));

    [GeneratedRegex(@"usage_events|org_members|\b(org_id|organizations)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
