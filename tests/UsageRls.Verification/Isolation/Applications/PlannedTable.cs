using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Applications;

/// <summary>A table with its rows, and the statements to run on it; no statements if the table is not tested.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Rows">The rows of the table.</param>
/// <param name="Tries">The statements.</param>
internal sealed record PlannedTable(Subject Subject, (string Key, Belonging Belongs)[] Rows, IReadOnlyList<TableTrial> Tries)
{
    /// <summary>Whether a valid row for an insert was found.</summary>
    public required bool HasProposals { get; init; }

    /// <summary>The last error of a row that could not be inserted; empty if every row could be inserted.</summary>
    public required string Fault { get; init; }

    /// <summary>The key under which the table's outcomes are kept; empty if no outcomes are kept.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// The outcomes kept from an earlier run, and how many statements that run sent to the server; null if the statements must run now.
    /// </summary>
    public required (IReadOnlyList<Trial> Trials, int Sent)? Done { get; init; }
}
