using System.Globalization;
using System.Text;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>A history that ends in a state against the intent.</summary>
/// <param name="History">The world, and what happened in it.</param>
/// <param name="Caller">The caller that noticed.</param>
/// <param name="What">The fault, in a sentence.</param>
/// <param name="Sql">The statement that shows it, without a semicolon.</param>
public sealed record Mismatch(History History, Caller Caller, string What, string Sql)
{
    /// <summary>Whether somebody sees what it must not: worse than somebody who misses something.</summary>
    public bool IsLeak { get; init; }

    /// <summary>The actions of others before on the same connection, in order; empty if the connection is new.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>SQL to paste into psql, on an empty database with the migrations applied, to see the same.</summary>
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
        var earlier = Earlier.Count == 0 ? "" : $"\non a connection on which before:\n  {string.Join("\n  ", Earlier)}";
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
