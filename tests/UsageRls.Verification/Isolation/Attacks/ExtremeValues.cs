using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Values at the ends of what a setting takes, such as a retention of no days.</summary>
internal static class ExtremeValues
{
    /// <summary>Returns the values for a column; none for texts, keys and documents.</summary>
    public static RowValue[] Of(Column column) =>
        column switch
        {
            { BaseType: "interval" } => [RowValue.Literal("0")],
            { Category: 'N' } => [RowValue.Literal("0"), RowValue.Literal("1")],
            { Category: 'B' } => [RowValue.Literal("true"), RowValue.Literal("false")],
            { Category: 'D' } => [RowValue.Sql("now()")],
            _ => [],
        };
}
