using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Tests;

/// <summary>Long results that a person has read, kept beside the test; a change of one is a difference in review.</summary>
internal static class ApprovedText
{
    /// <summary>Fails where a result is not what was read, with the difference; <c>USAGE_RLS_ACCEPT=1</c> writes it.</summary>
    /// <param name="file">The file, from this project's folder.</param>
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
