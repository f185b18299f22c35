namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The possible values of <see cref="IClaim.Area"/>.</summary>
public static class ClaimArea
{
    /// <summary>Claims about which rows each caller sees.</summary>
    public const string Reading = "reading";

    /// <summary>Claims about which rows each caller may insert.</summary>
    public const string Recording = "recording";

    /// <summary>Claims about privileges and the commands that need them: update, delete, truncate, DDL.</summary>
    public const string Rights = "rights";

    /// <summary>Claims about row level security flags, policies, the table's owner, and the attributes of roles.</summary>
    public const string Policies = "policies and roles";

    /// <summary>Claims about columns and constraints.</summary>
    public const string Schema = "schema";

    /// <summary>Claims about indexes.</summary>
    public const string Indexes = "indexes";

    /// <summary>Claims about the rows of the table of memberships, on which access depends.</summary>
    public const string Membership = "membership";

    /// <summary>Claims about the functions that policies call.</summary>
    public const string Helpers = "helpers";

    /// <summary>All areas.</summary>
    public static IReadOnlyList<string> All { get; } = [Reading, Recording, Rights, Policies, Schema, Indexes, Membership, Helpers];
}
