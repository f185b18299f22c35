using Npgsql;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Finds the policy, grant, function or other object that caused a breach.</summary>
/// <param name="connection">The administrator's connection, inside the transaction in which the attacks ran.</param>
/// <param name="statements">Locates objects in the statements of the migrations.</param>
internal sealed class AttackCauses(NpgsqlConnection connection, StatementLocator statements)
{
    /// <summary>Returns the breach together with the object that caused it, if one is found.</summary>
    public async Task<AttackBreach> ExplainAsync(AttackBreach breach, CancellationToken cancellation)
    {
        if (breach.Responsible is not null)
            return breach;
        if (breach.Functions is [var function, ..])
            return breach with { Responsible = Of(function, breach) };
        var rule = new ResponsibleRule(connection, statements);
        try
        {
            var responsible =
                breach.Attempt is { } attempt ? await rule.OfAccessAsync(attempt, cancellation)
                : breach.Refused is { } refused ? await rule.OfDenialAsync(refused, cancellation)
                : null;
            return responsible is null or { Kind: ResponsibleKind.Unknown } ? breach : breach with { Responsible = responsible };
        }
        catch (PostgresException)
        {
            // Report the attack even if its cause cannot be found.
            return breach;
        }
    }

    private Responsible Of(string function, AttackBreach breach) =>
        new(
            ResponsibleKind.Object,
            $"function {function}",
            "does more than the caller's own statement on "
                + $"{breach.Object}{(breach.Functions.Count == 1 ? "" : $"; possibly also {string.Join(", ", breach.Functions.Skip(1))}")}"
        )
        {
            Place = statements.Creation("function", function.Split('.')[^1]),
        };
}
