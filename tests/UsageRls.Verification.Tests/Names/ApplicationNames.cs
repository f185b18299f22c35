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
    private static readonly string[] s_folders = ["fixtures", "tests/UsageRls.Verification", "tests/UsageRls.Tests"],
        s_kinds = [".cs", ".sql", ".hbs", ".js", ".css", ".json"];

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

    [Test]
    public void Names_of_the_application_appear_nowhere_else() =>
        Assert.That(s_found, Is.Empty, "take the names from the subject, or move what only usage_events asks into a folder UsageEvents");

    [GeneratedRegex(@"usage_events|org_members|\b(org_id|organizations)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
