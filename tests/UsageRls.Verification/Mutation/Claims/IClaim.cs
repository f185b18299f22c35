using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One thing that the suite claims of a migrated database, checked inside an open transaction.</summary>
public interface IClaim
{
    /// <summary>A sentence.</summary>
    string Name { get; }

    /// <summary>What it is about: without the claims of an area, mutants of that area survive.</summary>
    string Area { get; }

    /// <summary>Checks it.</summary>
    /// <returns>What violates it, or null where it holds.</returns>
    Task<string?> FindViolationAsync(AttemptSession session, CancellationToken cancellation);
}

/// <summary>The names of <see cref="IClaim.Area"/>.</summary>
public static class ClaimArea
{
    /// <summary>Who sees which rows.</summary>
    public const string Reading = "reading";

    /// <summary>Who records which rows.</summary>
    public const string Recording = "recording";

    /// <summary>Rights, and what they are for: changing, removing, emptying, redefining.</summary>
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
}
