using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>How a value spoils what others read.</summary>
internal enum SpoilKind
{
    /// <summary>NULL in a list that a policy excludes.</summary>
    Null,

    /// <summary>A text that a policy cannot cast.</summary>
    Text,

    /// <summary>A reference to a row, which a policy may take as a reason to hide that row.</summary>
    Reference,
}

/// <summary>Values to write into columns of a table.</summary>
/// <param name="Kind">How the values spoil what others read.</param>
/// <param name="Subject">The table.</param>
/// <param name="Values">The columns and their values.</param>
internal sealed record Spoil(SpoilKind Kind, Subject Subject, IReadOnlyList<(Column Column, RowValue Value)> Values)
{
    /// <summary>The names of the columns, for reports.</summary>
    public string Columns => string.Join(", ", Values.Select(v => v.Column.Name));
}

/// <summary>Finds values for <see cref="SpoiledReads"/> in the SQL that decides about tables.</summary>
internal sealed partial class SpoiledValues(AttackScene scene)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    // The end of an expression, with a cast to a type that does not take every text.
    private const string ToOther =
        @"\)*\s*::\s*(uuid|bigint|int\w*|smallint|numeric|real|double|date|time\w*|interval|boolean|inet|jsonb?)\b";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Texts of "no value" in forms, which such a type refuses.
    private static readonly string[] s_odd = ["", "none"];

    /// <summary>Returns the values of each kind.</summary>
    public IEnumerable<Spoil> Find()
    {
        Subject[] tables = [.. scene.Subjects.Where(t => t.Where is null)];
        return ListedColumns().Concat(tables.SelectMany(CastTexts)).Concat(tables.SelectMany(References));
    }

    // The optional columns that are named together with their table in the SQL that decides about a table, if this SQL excludes a list.
    private IEnumerable<Spoil> ListedColumns()
    {
        var texts = scene
            .Subjects.Select(s => scene.Texts.Deciding(s.Name))
            .Where(t => t.Any(ExcludedList().IsMatch))
            .SelectMany(t => t)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var columns =
            from subject in scene.Subjects
            where subject.Where is null && texts.Length > 0
            from column in subject.Table.Columns
            where column is { IsNotNull: false, IsGenerated: false }
            where texts.Any(t => RuleTexts.Names(t, subject.Name.Name) && RuleTexts.Names(t, column.Name))
            select new Spoil(SpoilKind.Null, subject, [(column, RowValue.Null)]);
        return columns;
    }

    // Texts for the columns, or for the fields of JSON columns, that the SQL which decides about the table casts to another type.
    private IEnumerable<Spoil> CastTexts(Subject subject)
    {
        Spoil Of(Column column, string text) => new(SpoilKind.Text, subject, [(column, RowValue.Literal(text))]);
        var deciding = scene.Texts.Deciding(subject.Name);
        foreach (var column in subject.Table.Columns.Where(c => !c.IsGenerated))
        {
            var name = Regex.Escape(column.Name);
            if (column.BaseType is "json" or "jsonb")
            {
                var fields = deciding.SelectMany(t =>
                    Regex
                        .Matches(t, $"""\b{name}"?\s*->>\s*'(?<field>[^']+)'(::text)?{ToOther}""", Options, s_patience)
                        .Select(m => m.Groups["field"].Value)
                );
                foreach (var field in fields.Distinct(StringComparer.Ordinal))
                {
                    foreach (var text in s_odd)
                        yield return Of(column, new JsonObject { [field] = text }.ToJsonString());
                }
            }
            else if (column.Category == 'S' && deciding.Any(t => Regex.IsMatch(t, $"""\b{name}"?{ToOther}""", Options, s_patience)))
            {
                foreach (var text in s_odd)
                    yield return Of(column, text);
            }
        }
    }

    // The foreign keys to tables whose policies ask the referring table for a reason against something, with a row under attack.
    private IEnumerable<Spoil> References(Subject subject) =>
        from key in subject.Table.ForeignKeys
        from parent in scene.Subjects
        where parent is { Kind: SubjectKind.Tenant, Where: null } && parent.Name == key.Parent
        let texts = scene.Texts.Deciding(parent.Name)
        where texts.Any(Negation().IsMatch)
        where texts.Any(t => RuleTexts.Names(t, subject.Name.Name) && key.Columns.All(c => RuleTexts.Names(t, c)))
        let victims = scene.Victims.Select(v => v.Row[v.Model.Key]).ToHashSet()
        let row = scene
            .Rows[parent]
            .Where(r => victims.Contains(r.Belongs.Tenant))
            .Select(r => scene.Known.GetValueOrDefault((parent.Name, r.Key)))
            .FirstOrDefault(r => r is not null)
        where row is not null
        select new Spoil(
            SpoilKind.Reference,
            subject,
            [.. key.Columns.Zip(key.ParentColumns, (own, theirs) => (subject.Table.Find(own)!, RowValue.Literal(row[theirs])))]
        );

    // NOT IN with a subquery, or <> ALL with anything but a list of literals; also as PostgreSQL prints these: NOT (… IN (SELECT …)).
    [GeneratedRegex(
        @"\bnot\s+in\s*\(\s*select\b|\bnot\s*\(.{0,200}?(\bin\s*\(\s*select\b|=\s*any\s*(?>\(+\s*)(?!'|array\s*\[))"
            + @"|(<>|!=)\s*all\s*(?>\(+\s*)(?!'|array\s*\[)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex ExcludedList();

    [GeneratedRegex(@"\bnot\b|<>|!=|\bexcept\b|\bis\s+null\b", Options, 5_000)]
    private static partial Regex Negation();
}
