namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The names of <see cref="IClaim.Area"/>.</summary>
public static class ClaimArea
{
    /// <summary>Who sees which rows.</summary>
    public const string Reading = "reading";

    /// <summary>Who records which rows.</summary>
    public const string Recording = "recording";

    /// <summary>Privileges and the commands they allow: update, delete, truncate, definitions.</summary>
    public const string Rights = "rights";

    /// <summary>Flags, policies and roles: who is held to what.</summary>
    public const string Policies = "policies and roles";

    /// <summary>Columns and constraints.</summary>
    public const string Schema = "schema";

    /// <summary>Indexes.</summary>
    public const string Indexes = "indexes";

    /// <summary>Who belongs where, which every decision rests on.</summary>
    public const string Membership = "membership";

    /// <summary>The functions that policies call.</summary>
    public const string Helpers = "helpers";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Reading, Recording, Rights, Policies, Schema, Indexes, Membership, Helpers];
}
