namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>One alternative of a condition: an operand of OR, or a query of a UNION.</summary>
/// <param name="Text">The SQL of the alternative.</param>
/// <param name="Without">The whole SQL without this alternative.</param>
public sealed record Arm(string Text, string Without);

/// <summary>Finds the alternatives of a condition: a single alternative can be enough to allow access.</summary>
public static class Arms
{
    /// <summary>Returns each alternative of every OR and UNION in the SQL.</summary>
    public static IEnumerable<Arm> Find(SqlExpression sql)
    {
        foreach (var junction in sql.Junctions().Where(j => j.Word == "or" && j.Connectors.Count > 0))
        {
            foreach (var operand in junction.Operands)
                yield return new Arm(sql.TextOf(operand), sql.Replace(operand, "false"));
        }
        foreach (var arm in SetArms.Find(sql).Where(a => a.Word == "union"))
            yield return new Arm(sql.TextOf(arm.Query), sql.Replace(arm.Gone, ""));
    }
}
