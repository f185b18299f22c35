using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A command beside the API's that worked on a table.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Caller">By whom.</param>
/// <param name="Command">The kind of command.</param>
/// <param name="Word">The command, for a person.</param>
/// <param name="Example">SQL to paste into psql that shows the same.</param>
internal sealed record WholeTableSuccess(Subject Subject, Standing Caller, Command Command, string Word, string Example);
