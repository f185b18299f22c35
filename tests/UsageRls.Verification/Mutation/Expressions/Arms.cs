namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>One of several ways to be let in: an operand of OR, or a query of a UNION.</summary>
/// <param name="Text">Its SQL.</param>
/// <param name="Without">The whole SQL without it.</param>
public sealed record Arm(string Text, string Without);

/// <summary>Finds the ways to be let in, of which one is enough.</summary>
public static class Arms
{
    /// <summary>The arms of every OR and UNION in it, each by itself.</summary>
    public static IEnumerable<Arm> Of(SqlExpression sql)
    {
        foreach (var junction in sql.Junctions().Where(j => j.Word == "or" && j.Connectors.Count > 0))
        {
            foreach (var operand in junction.Operands)
                yield return new Arm(sql.TextOf(operand), sql.Replace(operand, "false"));
        }
        foreach (var arm in SetArms.Of(sql).Where(a => a.Word == "union"))
            yield return new Arm(sql.TextOf(arm.Query), sql.Replace(arm.Gone, ""));
    }
}
