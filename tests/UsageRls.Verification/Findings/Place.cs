namespace UsageRls.Verification.Findings;

/// <summary>A place in a migration.</summary>
/// <param name="File">The migration, by its path from the repository's top.</param>
/// <param name="Line">The statement's first line, from 1.</param>
/// <param name="EndLine">Its last line.</param>
/// <param name="Sql">The statement.</param>
public sealed record Place(string File, int Line, int EndLine, string Sql)
{
    private const string Nowhere = "by hand, not in any migration";

    /// <summary>Whether no migration has the statement: somebody ran it on a deployed database.</summary>
    public bool IsByHand => Line == 0;

    /// <summary>The place of a statement that somebody ran by hand.</summary>
    public static Place ByHand(string sql) => new(Nowhere, 0, 0, sql);

    /// <inheritdoc/>
    public override string ToString() => IsByHand ? File : $"{File}:{Line}";
}
