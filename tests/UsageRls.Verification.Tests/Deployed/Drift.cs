using NUnit.Framework;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>A change that somebody made to a deployed database by hand, and what has to be said of it.</summary>
/// <param name="Name">The changed object.</param>
/// <param name="Sql">How.</param>
/// <param name="Said">Words of the sentence that says it.</param>
internal sealed record Drift(string Name, string Sql, string Said)
{
    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<Drift> All { get; } = [.. DriftOfAccess.All, .. DriftOfStructure.All];

    /// <summary>What takes back, by other means than the report's own SQL, what belongs to the whole server.</summary>
    public static string Undo =>
        "alter role authenticated nobypassrls; revoke authenticated from anon; "
        + "grant service_role to authenticator; drop role if exists backdoor";

    public TestCaseData Case => new TestCaseData(this).SetArgDisplayNames(Name);

    public override string ToString() => Name;
}
