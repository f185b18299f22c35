using System.Globalization;
using System.Text;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>A history after which a caller gets a wrong result.</summary>
/// <param name="History">The world, and the steps before the wrong result.</param>
/// <param name="Caller">The caller that gets the wrong result.</param>
/// <param name="What">The fault, in a sentence.</param>
/// <param name="Sql">The statement that shows the fault, without a semicolon.</param>
public sealed record Mismatch(History History, Caller Caller, string What, string Sql)
{
    /// <summary>Whether the caller sees a row that it must not see; this is worse than a missing row.</summary>
    public bool IsLeak { get; init; }

    /// <summary>
    /// The last transactions that callers ran on the shared connection before the fault, in order; empty if there were none or if the fault
    /// occurred on another connection.
    /// </summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>
    /// Returns the SQL that reproduces the fault in psql, on an empty database with the migrations applied. The SQL does not repeat the
    /// transactions in <see cref="Earlier"/>.
    /// </summary>
    public string ToSql()
    {
        var sql = new StringBuilder("begin;\n").Append(WorldText.ToSql(History.Start)).Append('\n');
        foreach (var (_, step, _) in History.Play())
        {
            var line = step.By is { } by ? $"{by.ToSql()} {step.ToSql()}; reset role;" : step.ToSql() + ';';
            sql.Append(line).Append('\n');
        }

        return sql.Append(CultureInfo.InvariantCulture, $"{Caller.ToSql()}\n{Sql};\nrollback;").ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var steps = History.Play().Select((p, i) => FormattableString.Invariant($"  {i + 1}. {p.Step.Describe(p.Before)}")).ToArray();
        var earlier = Earlier.Count == 0 ? "" : $"\non a connection that was used before:\n  {string.Join("\n  ", Earlier)}";
        return $"""
            {What}{earlier}
            in this world:
              {WorldText.Describe(History.Start).ReplaceLineEndings("\n  ")}
            {(steps.Length == 0 ? "in which nothing happens" : "in which this happens:\n" + string.Join('\n', steps))}
            to see it in psql, on an empty database with the migrations applied:
            {ToSql()}
            """;
    }
}
