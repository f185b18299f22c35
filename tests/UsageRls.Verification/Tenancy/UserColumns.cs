using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the columns that name a user, and the column that names a row's author or owner.</summary>
internal sealed class UserColumns
{
    private readonly RuleAnalysis _rules;
    private readonly HashSet<(TableName Table, string Column)> _byKey;
    private readonly Dictionary<(TableName Table, string Column), PersonTable> _byPerson = [];

    public UserColumns(DatabaseSchema schema, RuleAnalysis rules)
    {
        _rules = rules;
        _byKey = ReferringColumns.To(schema, [(TableName.Users, "id")]);
        foreach (var person in rules.People)
        {
            foreach (var column in ReferringColumns.To(schema, [(person.Table, person.Key)]))
                _byPerson.TryAdd(column, person);
        }
    }

    /// <summary>Whether foreign keys lead from a column to a user, directly or through another table such as profiles.</summary>
    public bool IsByKey(TableName table, string column) => _byKey.Contains((table, column));

    /// <summary>The table of people whose key a column holds in place of a user's id; null if it holds no such key.</summary>
    public PersonTable? PersonOf(TableName table, string column) => _byPerson.GetValueOrDefault((table, column));

    /// <summary>Whether foreign keys lead from a column to a user, or to the user's row in a table of people.</summary>
    public bool NamesUser(TableName table, string column) => IsByKey(table, column) || PersonOf(table, column) is not null;

    /// <summary>Whether a table's primary key refers to a user, as in a table of profiles.</summary>
    public bool IsPerUser(Table table) => table.Key is [var only] && IsByKey(table.Name, only);

    /// <summary>
    /// Returns the columns that name a user: by foreign key, by their default, or because policies compare them with the caller's id.
    /// </summary>
    public IReadOnlyList<string> Of(Table table)
    {
        var own = _rules.OwnColumns(table.Name).Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
        return [.. table.Columns.Select(c => c.Name).Where(c => IsByKey(table.Name, c) || own.Contains(c) || HasCallerDefault(table, c))];
    }

    /// <summary>Returns the column that names the author or owner of a row, with the reason; null if there is none.</summary>
    public (string Column, string Reason)? Author(Table table)
    {
        var own = _rules.OwnColumns(table.Name).ToList();
        (string Column, int Score, string Reason) Judge(string column)
        {
            var (score, reasons) = (0, new List<string>());
            void Add(bool holds, int points, string reason)
            {
                if (!holds)
                    return;
                score += points;
                reasons.Add(reason);
            }
            Add(own.Any(o => o.Column == column && o.IsInsertCheck), 8, "a policy for INSERT compares it with the caller");
            Add(own.Any(o => o.Column == column && !o.IsInsertCheck), 4, "policies compare it with the caller");
            Add(HasCallerDefault(table, column), 4, "its default is the caller");
            Add(table.Key is [var only] && only == column, 3, "it is the table's key");
            Add(
                IsByKey(table.Name, column) && TenancyWords.IsAuthor(column),
                3,
                "it refers to a user and its name is usual for an author's column"
            );
            if (TenancyWords.IsOtherUser(column))
                score -= 3;
            return (column, score, string.Join(", and ", reasons));
        }
        var best = Of(table).Select(Judge).OrderByDescending(j => j.Score).ToList();
        return best is [{ Score: >= 3 } found, ..] ? (found.Column, found.Reason) : null;
    }

    /// <summary>Returns the path to the user whom a column names; if the column is an array, to the first user in it.</summary>
    public RowPath PathTo(Table table, string column)
    {
        var path = new RowPath([], column);
        if (PersonOf(table.Name, column) is { } person)
        {
            return person.Table == table.Name
                ? path with
                {
                    Column = person.User,
                }
                : path with
                {
                    Expression = SqlText.Identifier(column),
                    Value = ":'id'",
                    Record = new NamedRow(person.Table, person.Key, new RowPath([], person.User)),
                };
        }
        return table.Find(column) is { Category: 'A', Type: var type }
            ? path with
            {
                Expression = $"{SqlText.Identifier(column)}[1]",
                Value = $"array[:'id']::{type}",
            }
            : path;
    }

    /// <summary>Whether a policy for INSERT compares the column with the caller.</summary>
    public bool IsChecked(TableName table, string column) => _rules.OwnColumns(table).Any(o => o.Column == column && o.IsInsertCheck);

    private static bool HasCallerDefault(Table table, string column) =>
        table.Find(column)?.Default is { } value && value.Contains("auth.uid()", StringComparison.Ordinal);
}
