using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the database objects that the intent file names, and records a mistake for each name that does not exist.</summary>
internal sealed class SaidNames(DatabaseSchema schema, IntentFile said)
{
    private readonly List<string> _errors = [];

    /// <summary>Throws if a mistake was recorded.</summary>
    /// <exception cref="IntentFileException">A mistake was recorded.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
            throw new IntentFileException([.. _errors.Distinct()]);
    }

    /// <summary>Returns the table with the given name; null, with a mistake recorded, if there is no such table.</summary>
    public Table? Table(TableName name, Position at)
    {
        if (schema.Find(name) is { } table)
            return table;
        Add(
            at,
            $"the database has no table {name}"
                + $"{Nearest.Hint(name.ToString(), schema.Tables.Values.Where(t => !t.IsPlatforms).Select(t => t.Name.ToString()))}"
        );
        return null;
    }

    /// <summary>Returns the name if the table has a column with that name; otherwise null, with a mistake recorded.</summary>
    public string? Column(Table table, string name, Position at)
    {
        if (table.Find(name) is not null)
            return name;
        Add(at, $"{table} has no column '{name}'{Nearest.Hint(name, table.Columns.Select(c => c.Name))}");
        return null;
    }

    /// <summary>
    /// Parses a path: a column, <c>task_id -> public.tasks.team_id</c>, or an expression that contains <c>(</c> or <c>->></c>. Returns
    /// null, with a mistake recorded, if the text is no path or names a table or column that does not exist.
    /// </summary>
    public RowPath? Path(Table table, string text, Position at)
    {
        if (text.Contains('(', StringComparison.Ordinal) || text.Contains("->>", StringComparison.Ordinal))
        {
            var column = Tokenizer.Read(text).Where(t => t.IsName).Select(t => t.Name).FirstOrDefault(n => table.Find(n) is not null);
            if (column is null)
                Add(at, $"'{text}' names no column of {table}");
            return column is null ? null : new RowPath([], column) { Expression = text };
        }
        var (steps, here, parts) = (new List<ForeignKey>(), table, text.Split("->", StringSplitOptions.TrimEntries));
        for (var i = 0; i < parts.Length; i++)
        {
            var words = parts[i].Split(',', StringSplitOptions.TrimEntries);
            if (i > 0)
            {
                if (words[0].Split('.') is not [var of, var name, var column])
                {
                    Add(at, $"'{parts[i]}' is not of the form <schema>.<table>.<column>");
                    return null;
                }
                if (Table(new TableName(of, name), at) is not { } parent)
                    return null;
                var columns = parts[i - 1].Split(',', StringSplitOptions.TrimEntries).Select(c => c.Split('.')[^1]).ToList();
                steps.Add(
                    here.ForeignKeys.FirstOrDefault(k => k.Parent == parent.Name && k.Columns.SequenceEqual(columns))
                        ?? new ForeignKey("(none)", here.Name, columns, parent.Name, parent.Key, "no action")
                );
                if (steps[^1].ParentColumns.Count != columns.Count)
                {
                    Add(
                        at,
                        $"no foreign key of {here} leads from {string.Join(", ", columns)} to {parent}, "
                            + $"and the key of {parent} has {parent.Key.Count} columns"
                    );
                    return null;
                }
                (here, words[0]) = (parent, column);
            }
            if (words.Select(w => Column(here, w, at)).Any(c => c is null))
                return null;
            if (i == parts.Length - 1)
                return new RowPath(steps, words[0]);
        }
        return null;
    }

    /// <summary>Records a mistake if a role is none of the roles that memberships have.</summary>
    public void Role(string role, IReadOnlyList<string> roles, Position at)
    {
        if (!roles.Contains(role, StringComparer.Ordinal))
            Add(at, $"members have no role '{role}'{Nearest.Hint(role, roles)}");
    }

    private void Add(Position at, string message) => _errors.Add($"{said.Path}:{at.Line}:{at.Column}: {message}");
}
