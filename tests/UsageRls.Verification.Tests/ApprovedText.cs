using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Compares long results with text files next to the tests that a person has reviewed; a change shows up as a diff in review.
/// </summary>
internal static class ApprovedText
{
    /// <summary>
    /// Fails with the difference if a result is not the reviewed text; <c>USAGE_RLS_ACCEPT=1</c> writes the result to the file.
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
