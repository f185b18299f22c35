namespace UsageRls.Verification.Preflight;

/// <summary>A table that checks use, with the columns that they need.</summary>
/// <param name="Schema">The table's schema.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">The columns that the checks write.</param>
public sealed record RequiredTable(string Schema, string Name, IReadOnlyList<RequiredColumn> Columns)
{
    /// <summary>Returns the schema and the name, separated by a dot.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>A column that checks write.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Types">
/// The types that the column may have, as <c>format_type</c> prints them without a length; the usual type first.
/// </param>
public sealed record RequiredColumn(string Name, params IReadOnlyList<string> Types);
