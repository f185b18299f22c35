using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Applications;

/// <summary>A table with its rows, and the statements to run on it; none if the table is not tried.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Rows">The rows of the table.</param>
/// <param name="Tries">The statements.</param>
internal sealed record PlannedTable(Subject Subject, (string Key, Belonging Belongs)[] Rows, IReadOnlyList<TableTrial> Tries)
{
    /// <summary>Whether a valid row for an insert was found.</summary>
    public required bool HasProposals { get; init; }

    /// <summary>Why no valid row for an insert was found; empty if one was.</summary>
    public required string Fault { get; init; }

    /// <summary>The key of the outcomes; empty if none are kept.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// The outcomes kept from an earlier run, and how many statements the server executed to get them; null if they must be executed now.
    /// </summary>
    public required (IReadOnlyList<Trial> Trials, int Sent)? Done { get; init; }
}
