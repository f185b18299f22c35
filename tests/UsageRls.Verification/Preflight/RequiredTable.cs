namespace UsageRls.Verification.Preflight;

/// <summary>A table that checks are about, as they need it.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">The columns they write, each with the types that can take the value.</param>
public sealed record RequiredTable(string Schema, string Name, IReadOnlyList<RequiredColumn> Columns)
{
    /// <summary>Schema and name.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>A column that checks write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">The types that will do, as <c>format_type</c> writes them without a length; the first is the usual one.</param>
public sealed record RequiredColumn(string Name, params IReadOnlyList<string> Types);
