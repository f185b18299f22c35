using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>An e-mail domain that a tenant claims as its own.</summary>
/// <param name="Name">The domain name.</param>
/// <param name="Scene">
/// SQL that writes the domain into the tenant's row, if no row contains it yet, and marks the domain as verified, if a column exists for
/// that mark; empty if the rows need no change.
/// </param>
internal sealed record ClaimedDomain(string Name, string Scene);

/// <summary>
/// Finds e-mail domains that tenants claim: a made-up domain, if the table of tenants has a column for domains, and up to six domains from
/// rows of watched tables.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="texts">
/// The SQL that may check that a domain is verified: the triggers that run on a sign-up, or policies about e-mail addresses.
/// </param>
internal sealed partial class ClaimedDomains(AttackScene scene, IReadOnlyList<string> texts)
{
    private const int MostRows = 6;
    private const string Claimed = "claimed-domain.example";

    /// <summary>Returns the domains for the e-mail addresses of sign-ups and tokens.</summary>
    public IEnumerable<ClaimedDomain> All() => OfTenants().Concat(OfRows().Take(MostRows)).Distinct();

    // Builds SQL that sets the domain column in the row of each tenant under attack, for the case that no tenant has claimed a domain yet.
    private IEnumerable<ClaimedDomain> OfTenants() =>
        from victim in scene.Victims
        let table = scene.Population.Schema.Find(victim.Row.Table)
        where table is not null
        from column in table.Columns
        where IsForDomains(column)
        let set = Proven(table)
            .Prepend((column.Name, Value: RowValue.Literal(column.Category == 'A' ? $"{{{Claimed}}}" : Claimed)))
            .Select(v => $"{SqlText.Identifier(v.Item1)} = {v.Item2.ToSql(table.Find(v.Item1)!.Type)}")
        select new ClaimedDomain(
            Claimed,
            $"update {table.Name.Sql} set {string.Join(", ", set)} "
                + $"where {SqlText.Identifier(victim.Model.Key)}::text = {SqlText.Literal(victim.Row[victim.Model.Key])}"
        );

    private IEnumerable<ClaimedDomain> OfRows()
    {
        foreach (var subject in scene.Subjects.Where(s => s.Table.Key.Count > 0))
        {
            var proven = Proven(subject.Table).ToArray();
            foreach (var column in subject.Table.Columns.Where(IsForDomains))
            {
                foreach (var (key, _) in scene.Rows[subject].Take(2))
                {
                    if (Domain(scene.Known.GetValueOrDefault((subject.Name, key))?.Values.GetValueOrDefault(column.Name)) is { } domain)
                        yield return new ClaimedDomain(domain, proven.Length == 0 ? "" : SceneRows.With(subject, key, proven));
                }
            }
        }
    }

    private static bool IsForDomains(Column column) =>
        !column.IsGenerated && column.Category is 'S' or 'A' && column.Name.Contains("domain", StringComparison.OrdinalIgnoreCase);

    private static string? Domain(string? value) =>
        value?.Trim('{', '}', '"').Split(',')[0].TrimStart('@') is { Length: > 0 } domain && !domain.Contains(' ', StringComparison.Ordinal)
            ? domain
            : null;

    // Returns the columns that mark a domain as verified and that the given SQL names, each with a value that means "verified".
    private IEnumerable<(string Column, RowValue Value)> Proven(Table table)
    {
        foreach (
            var column in table.Columns.Where(c => !c.IsGenerated && Proof().IsMatch(c.Name) && texts.Any(t => RuleTexts.Names(t, c.Name)))
        )
        {
            if (column.Category == 'B')
                yield return (column.Name, RowValue.Literal("true"));
            else if (column.Category == 'D' && column.BaseType != "interval")
                yield return (column.Name, RowValue.Sql("now()"));
        }

        foreach (
            var hint in ColumnHints
                .Find(table, texts.Where(t => RuleTexts.Names(t, table.Name.Name)))
                .Where(h =>
                    h.Column.Category is 'S' or 'E'
                    && !IsForDomains(h.Column)
                    && !table.Key.Contains(h.Column.Name)
                    && Proof().IsMatch(h.Value.Text ?? "")
                )
                .DistinctBy(h => h.Column.Name)
        )
        {
            yield return (hint.Column.Name, hint.Value);
        }
    }

    [GeneratedRegex(
        "(?<!un|in|de|dis)(verif|confirm|approv|valid|proven|activ|enabled)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Proof();
}
