using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.Names;

/// <summary>
/// The names of one application's tables and columns stand in folders called
/// <c>UsageEvents</c>, and not in fixtures, engine or suite beside.
/// </summary>
[WithoutDatabase]
public sealed partial class ApplicationNames
{
    private const string Exceptions = "tests/UsageRls.Verification.Tests/Names/exceptions.txt";

    private static readonly string[] s_folders = ["fixtures", "tests/UsageRls.Verification", "tests/UsageRls.Tests"],
        s_kinds = [".cs", ".sql", ".hbs", ".js", ".css"];

    private static readonly string[] s_found =
    [
        .. s_folders
            .SelectMany(folder => Directory.EnumerateFiles(ProjectRoot.At(folder), "*", SearchOption.AllDirectories))
            .Select(ProjectRoot.FromTop)
            .Where(file =>
                s_kinds.Contains(Path.GetExtension(file))
                && !file.Split('/').Any(part => part is "UsageEvents" or "bin" or "obj" or "node_modules")
            )
            .Where(file => Name().IsMatch(File.ReadAllText(ProjectRoot.At(file))))
            .Order(StringComparer.Ordinal),
    ];

    private static readonly string[] s_excepted = File.ReadAllLines(ProjectRoot.At(Exceptions));

    [Test]
    public void Names_of_the_application_appear_in_no_file_that_is_not_excepted() =>
        Assert.That(
            s_found.Except(s_excepted),
            Is.Empty,
            "take the names from the subject, or move what only usage_events asks into a folder UsageEvents"
        );

    [Test]
    public void Exceptions_end_when_the_names_no_longer_appear() =>
        Assert.That(s_excepted.Except(s_found), Is.Empty, $"take these lines out of {Exceptions}");

    [GeneratedRegex(@"\b(usage_events|org_id|org_members|organizations)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
