using NUnit.Framework;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Tests.Access;

/// <summary>Tests that a server error with SQLSTATE 0A000 is classified by its message.</summary>
[WithoutDatabase]
public sealed class ErrorKinds
{
    [TestCase("cannot truncate a table referenced in a foreign key constraint", OutcomeKind.RefusedByConstraint)]
    [TestCase("COPY FROM not supported with row-level security", OutcomeKind.Unsupported)]
    public void A_truncate_that_a_foreign_key_forbids_is_not_classified_as_unsupported(string message, OutcomeKind kind) =>
        Assert.That(ErrorClassifier.Classify(new Statement("truncate public.notes"), "0A000", message, null).Kind, Is.EqualTo(kind));
}
