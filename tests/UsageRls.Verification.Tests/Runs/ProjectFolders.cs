using NUnit.Framework;
using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests in which folders a run looks for the project's files and for an application's files.</summary>
[WithoutDatabase]
public sealed class ProjectFolders
{
    private static readonly string s_elsewhere = Path.Combine(Path.GetTempPath(), "application", "supabase");

    [TestCase(null)]
    [TestCase("")]
    public void Without_the_tool_the_project_root_is_found_above_the_assemblies(string? called) =>
        Assert.That(ProjectRoot.Find(ProjectRoot.At("tests/Accepted"), called), Is.EqualTo((ProjectRoot.Path, true)));

    [Test]
    public void The_tool_called_in_the_project_verifies_the_project() =>
        Assert.That(ProjectRoot.Find(s_elsewhere, ProjectRoot.At("migrations")), Is.EqualTo((ProjectRoot.Path, true)));

    [Test]
    public void The_tool_called_elsewhere_has_no_files_of_the_project() =>
        Assert.That(ProjectRoot.Find(ProjectRoot.At("tests/Accepted"), s_elsewhere), Is.EqualTo((s_elsewhere, false)));

    [Test]
    public void Assemblies_outside_the_project_that_no_tool_started_are_an_error() =>
        Assert.That(() => ProjectRoot.Find(s_elsewhere, called: null), Throws.TypeOf<DirectoryNotFoundException>());
}
