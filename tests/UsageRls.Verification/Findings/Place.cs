namespace UsageRls.Verification.Findings;

/// <summary>The place of a statement in a migration.</summary>
/// <param name="File">The migration's path, relative to the top of the repository.</param>
/// <param name="Line">The statement's first line, from 1; 0 if the statement is in no migration.</param>
/// <param name="EndLine">The statement's last line.</param>
/// <param name="Sql">The statement.</param>
public sealed record Place(string File, int Line, int EndLine, string Sql)
{
    private const string Nowhere = "by hand, not in any migration";

    /// <summary>Whether the statement is in no migration, because somebody ran it by hand on a deployed database.</summary>
    public bool IsByHand => Line == 0;

    /// <summary>Returns the place of a statement that somebody ran by hand, outside the migrations.</summary>
    public static Place ByHand(string sql) => new(Nowhere, 0, 0, sql);

    /// <inheritdoc/>
    public override string ToString() => IsByHand ? File : $"{File}:{Line}";
}
