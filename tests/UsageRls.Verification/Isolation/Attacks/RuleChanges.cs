using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Builds the statements that replace the SQL of a policy or function. The administrator runs such a statement before another statement,
/// and both are rolled back.
/// </summary>
internal sealed class RuleChanges
{
    private readonly AccessRules _rules;
    private readonly IReadOnlyDictionary<string, string> _definitions; // the whole CREATE FUNCTION statement, by the function's body

    private RuleChanges(AccessRules rules, IReadOnlyDictionary<string, string> definitions) =>
        (_rules, _definitions) = (rules, definitions);

    /// <summary>Reads the current policies and functions from the catalog.</summary>
    public static async Task<RuleChanges> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rules = await AccessRules.ReadAsync(connection, cancellation);
        var definitions = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/Attacks/definitions.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            definitions.TryAdd(reader.GetString(0), reader.GetString(1));
        return new RuleChanges(rules, definitions);
    }

    /// <summary>
    /// Returns the policies and functions whose SQL is one of the texts, each with a delegate that builds the statement to replace this
    /// SQL.
    /// </summary>
    public IEnumerable<(string Text, string Object, Func<string, string> With)> Among(IReadOnlyCollection<string> texts)
    {
        foreach (var policy in _rules.Policies)
        {
            var alter = $"alter policy {SqlText.Identifier(policy.Name)} on {policy.Table.Sql}";
            if (policy.Using is { } @using && texts.Contains(@using))
                yield return (@using, $"policy {policy}", sql => $"{alter} using ({sql})");
            if (policy.Check is { } check && texts.Contains(check))
                yield return (check, $"policy {policy}", sql => $"{alter} with check ({sql})");
        }

        foreach (var function in _rules.Functions.Where(f => !DatabaseSchema.IsPlatforms(f.Schema) && texts.Contains(f.Body)))
        {
            if (
                _definitions.GetValueOrDefault(function.Body) is { } definition
                && definition.LastIndexOf(function.Body, StringComparison.Ordinal) is >= 0 and var at
            )
            {
                yield return (
                    function.Body,
                    $"function {function}",
                    sql => definition[..at] + sql + definition[(at + function.Body.Length)..]
                );
            }
        }
    }
}
