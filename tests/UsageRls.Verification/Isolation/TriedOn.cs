using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A statement that ran on a table, with its outcome and its changes.</summary>
internal sealed record TriedOn(Subject Subject, TableTrial Tried, Trial Trial);
