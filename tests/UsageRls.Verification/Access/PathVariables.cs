using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Access;

/// <summary>A value as a client sends it: text, and the type that it is sent as.</summary>
/// <param name="Text">The value; null for SQL's null.</param>
/// <param name="Type">The type as SQL.</param>
public readonly record struct TypedValue(string? Text, string Type)
{
    /// <summary>Whether <see cref="Text"/> is an SQL expression, and no value.</summary>
    public bool IsExpression { get; init; }

    /// <summary>The value as SQL, with its type.</summary>
    public string Sql => IsExpression ? $"({Text})::{Type}" : $"{SqlText.Literal(Text)}::{Type}";
}

/// <summary>
/// What the variables of a statement path stand for: the table, its columns, and the row, tenant or values that it is tried with.
/// </summary>
/// <remarks>
/// The files in <c>Access/Paths</c> name the variables; a path that names one that is not set cannot be tried on that table.
/// </remarks>
public sealed class PathVariables
{
    /// <summary>Every variable that a statement path can name; <c>Access/Paths/README.md</c> says what each stands for.</summary>
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

    /// <summary>The words for columns in a path's <c>needs</c>.</summary>
    public static IReadOnlyList<string> ColumnWords { get; } = ["key", "tenant", "author", "changed", "columns"];

    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Column> _key;

    /// <summary>Describes a table.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="key">The columns that tell its rows apart; at least one.</param>
    /// <param name="tenant">The column that names a row's tenant; null if a row has none of its own.</param>
    /// <param name="author">The column that names a row's author; null if there is none.</param>
    /// <param name="changed">A column that updates change; null if there is none.</param>
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

    /// <summary>The columns that each word in a path's <c>needs</c> stands for.</summary>
    public Dictionary<string, IReadOnlyList<string>> Columns { get; }

    /// <summary>The variables and their values.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>The same, with the key of the target row.</summary>
    /// <param name="key">The key's values as text, in the order of its columns.</param>
    public PathVariables WithRow(IReadOnlyList<string?> key) =>
        With("row_key", string.Join(", ", key.Zip(_key, (value, column) => new TypedValue(value, column.Type).Sql)));

    /// <summary>The same, with the values of an insert.</summary>
    public PathVariables WithInsert(IReadOnlyList<(string Column, TypedValue Value)> values)
    {
        var names = values.Select(v => SqlText.Identifier(v.Column)).ToArray();
        var copy = With("columns", string.Join(", ", names))
            .With("values", Join(values))
            .With("new_columns", string.Join(", ", names.Select(n => $"new.{n}")));
        copy.Columns["columns"] = [.. values.Select(v => v.Column)];
        return copy;
    }

    /// <summary>The same, with one variable more: SQL, put in as it is.</summary>
    public PathVariables With(string name, string? sql)
    {
        var copy = new PathVariables(this);
        copy.Set(name, sql);
        return copy;
    }

    /// <summary>The values of an insert, as SQL.</summary>
    public static string Join(IEnumerable<(string Column, TypedValue Value)> values) => string.Join(", ", values.Select(v => v.Value.Sql));

    private void Set(string name, string? sql) => _values[name] = sql;
}
