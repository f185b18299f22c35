using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Access;

/// <summary>A value in a statement: its text and the SQL type that it is cast to.</summary>
/// <param name="Text">The value as text; null for SQL NULL.</param>
/// <param name="Type">The type's name in SQL.</param>
public readonly record struct TypedValue(string? Text, string Type)
{
    /// <summary>Whether <see cref="Text"/> is an SQL expression instead of a literal value.</summary>
    public bool IsExpression { get; init; }

    /// <summary>The value in SQL, with a cast to its type.</summary>
    public string Sql => IsExpression ? $"({Text})" + (Type == "unknown" ? "" : $"::{Type}") : $"{SqlText.Literal(Text)}::{Type}";
}

/// <summary>
/// The values of a statement path's variables: the table, its columns, and the row, tenant or values that the statement uses.
/// </summary>
/// <remarks>
/// The files in <c>Access/Paths</c> name the variables. If a path names a variable that has no value for a table, the path is not run on
/// that table.
/// </remarks>
public sealed class PathVariables
{
    /// <summary>Every variable that a statement path can name; <c>Access/Paths/README.md</c> explains each.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "table",
        "table_name",
        "key",
        "t_key",
        "wanted_key",
        "key_definition",
        "row_key",
        "seen",
        "tenant",
        "foreign_tenant",
        "of_tenant",
        "author",
        "other_author",
        "changed",
        "changed_value",
        "columns",
        "values",
        "own_values",
        "new_columns",
        "role",
        "tenants",
        "tenants_name",
        "members_name",
    ];

    /// <summary>The words that stand for columns in a statement path's <c>needs</c> header.</summary>
    public static IReadOnlyList<string> ColumnWords { get; } = ["key", "tenant", "author", "changed", "columns"];

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Column> _key;

    /// <summary>Sets the variables that describe a table.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="key">The columns that identify a row; at least one.</param>
    /// <param name="tenant">The column that names a row's tenant; null if the table has no such column.</param>
    /// <param name="author">The column that names a row's author; null if the table has no such column.</param>
    /// <param name="changed">The column that update statements set; null if there is none.</param>
    public PathVariables(TableName table, IReadOnlyList<Column> key, string? tenant, string? author, string? changed)
    {
        _key = key;
        var names = key.Select(c => SqlText.Identifier(c.Name)).ToArray();
        Set("table", table.Sql);
        Set("table_name", table.Name);
        Set("key", string.Join(", ", names));
        Set("t_key", string.Join(", ", names.Select(n => $"t.{n}")));
        Set("wanted_key", string.Join(", ", names.Select(n => $"wanted.{n}")));
        Set("key_definition", string.Join(", ", key.Select(c => $"{SqlText.Identifier(c.Name)} {c.Type}")));
        Set("seen", string.Join(", ", tenant is null || key.Any(c => c.Name == tenant) ? names : [.. names, SqlText.Identifier(tenant)]));
        if (tenant is not null)
            Set("tenant", SqlText.Identifier(tenant));
        if (author is not null)
            Set("author", SqlText.Identifier(author));
        if (changed is not null)
            Set("changed", SqlText.Identifier(changed));
        Columns = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["key"] = [.. key.Select(c => c.Name)],
            ["tenant"] = tenant is null ? [] : [tenant],
            ["author"] = author is null ? [] : [author],
            ["changed"] = changed is null ? [] : [changed],
            ["columns"] = [],
        };
    }

    private PathVariables(PathVariables original)
    {
        (_key, Columns) = (original._key, new Dictionary<string, IReadOnlyList<string>>(original.Columns, StringComparer.Ordinal));
        foreach (var (name, value) in original._values)
            _values[name] = value;
    }

    /// <summary>The table's columns that each word in a path's <c>needs</c> header stands for.</summary>
    public Dictionary<string, IReadOnlyList<string>> Columns { get; }

    /// <summary>The value of each variable, as SQL.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Returns a copy with the key of the row that the statement reads or changes.</summary>
    /// <param name="key">The key's values as text, in the order of its columns.</param>
    public PathVariables WithRow(IReadOnlyList<string?> key) =>
        With("row_key", string.Join(", ", key.Zip(_key, (value, column) => new TypedValue(value, column.Type).Sql)));

    /// <summary>Returns a copy with the columns and values of an insert.</summary>
    public PathVariables WithInsert(IReadOnlyList<(string Column, TypedValue Value)> values)
    {
        var names = values.Select(v => SqlText.Identifier(v.Column)).ToArray();
        var copy = With("columns", string.Join(", ", names))
            .With("values", Join(values))
            .With("new_columns", string.Join(", ", names.Select(n => $"new.{n}")));
        copy.Columns["columns"] = [.. values.Select(v => v.Column)];
        return copy;
    }

    /// <summary>Returns a copy with one more variable, whose value is put into the statement as SQL, unquoted.</summary>
    public PathVariables With(string name, string? sql)
    {
        var copy = new PathVariables(this);
        copy.Set(name, sql);
        return copy;
    }

    /// <summary>Joins the values of an insert to a list in SQL.</summary>
    public static string Join(IEnumerable<(string Column, TypedValue Value)> values) => string.Join(", ", values.Select(v => v.Value.Sql));

    private void Set(string name, string? sql) => _values[name] = sql;
}
