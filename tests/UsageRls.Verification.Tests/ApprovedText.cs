using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Compares long results with text files that a person has reviewed. The files are next to the tests, so a changed result shows up as a
/// diff in review.
/// </summary>
internal static class ApprovedText
{
    /// <summary>
    /// Fails and prints the difference if a result differs from the reviewed file; with <c>USAGE_RLS_ACCEPT=1</c>, writes the result to the
    /// file.
    /// </summary>
    /// <param name="file">The path of the file, relative to this project's folder.</param>
    /// <param name="found">The result.</param>
    public static void Matches(string file, string found)
    {
        var isAccepting = Environment.GetEnvironmentVariable(AcceptedFolder.AcceptVariable) == "1";
        var review = new AcceptedFolder(ProjectRoot.At("tests/UsageRls.Verification.Tests"), isAccepting, MustBeComplete: true).Review(
            file,
            found
        );
        Assert.That(
            review.State,
            Is.EqualTo(ReviewState.Accepted),
            () => $"{file} differs; {AcceptedFolder.AcceptVariable}=1 writes it again:\n{review.Text}"
        );
    }
}
