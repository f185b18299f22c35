using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A statement that was tried on a table, and what came of it.</summary>
internal sealed record TriedOn(Subject Subject, TableTrial Tried, Trial Trial);
