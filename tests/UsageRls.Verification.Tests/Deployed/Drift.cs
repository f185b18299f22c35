using NUnit.Framework;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>A change that somebody made to a deployed database by hand, and words that the report must contain about it.</summary>
/// <param name="Name">The changed object.</param>
/// <param name="Sql">The SQL of the change.</param>
/// <param name="Said">Words that the sentence must contain.</param>
internal sealed record Drift(string Name, string Sql, string Said)
{
    /// <summary>One change of each kind.</summary>
    public static IReadOnlyList<Drift> All { get; } = [.. DriftOfAccess.All, .. DriftOfStructure.All];

    /// <summary>SQL that undoes the changes of roles if the SQL of the report did not: roles belong to the whole server.</summary>
    public static string Undo =>
        "alter role authenticated nobypassrls; revoke authenticated from anon; "
        + "grant service_role to authenticator; drop role if exists backdoor";

    public TestCaseData Case => new TestCaseData(this).SetArgDisplayNames(Name);

    public override string ToString() => Name;
}
