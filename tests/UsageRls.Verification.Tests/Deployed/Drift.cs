using NUnit.Framework;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>A change that somebody made to a deployed database by hand, and words with which the report must describe the change.</summary>
/// <param name="Name">A short description of the change.</param>
/// <param name="Sql">The SQL of the change.</param>
/// <param name="Said">Words that the report's sentence about the change must contain.</param>
internal sealed record Drift(string Name, string Sql, string Said)
{
    /// <summary>The changes that <see cref="DriftStories"/> makes, each in a test of its own.</summary>
    public static IReadOnlyList<Drift> All { get; } = [.. DriftOfAccess.All, .. DriftOfStructure.All];

    /// <summary>SQL that undoes the changes to roles, which belong to the whole server, in case the report's SQL does not.</summary>
    public static string Undo =>
        "alter role authenticated nobypassrls; revoke authenticated from anon; "
        + "grant service_role to authenticator; drop role if exists backdoor";

    public TestCaseData Case => new TestCaseData(this).SetArgDisplayNames(Name);

    public override string ToString() => Name;
}
