using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A command that the HTTP API does not offer and that succeeded on a table.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Caller">The caller who ran the command.</param>
/// <param name="Command">The kind of command.</param>
/// <param name="Word">The command in words for reports.</param>
/// <param name="Example">SQL that reproduces the command in psql.</param>
internal sealed record WholeTableSuccess(Subject Subject, Standing Caller, Command Command, string Word, string Example);
