using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>A call of a function of the platform that reaches out of the database, or only pretends here.</summary>
/// <param name="Kind"><c>table</c>, <c>view</c> or <c>function</c>.</param>
/// <param name="Object">Its name.</param>
/// <param name="By">The policy or trigger of a table that calls it; empty for the others.</param>
/// <param name="Function">The platform's function, as <c>net.http_post</c>.</param>
/// <param name="Decides">Whether the answer of a stand-in may decide what is reached, so that nothing can be said.</param>
public sealed record StandInCall(string Kind, string Object, string By, string Function, bool Decides)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{(By == "" ? Kind : $"{By} of")} {Object} calls {Function}";
}

/// <summary>The calls of an application that end in a stand-in. What may depend on their answers does not count as verified.</summary>
public static class StandInCalls
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/stand_in_calls.sql");

    /// <summary>Reads them from the catalog.</summary>
    public static async Task<IReadOnlyList<StandInCall>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        string[] others = [.. DatabaseSchema.PlatformSchemas, "information_schema"];
        await using var command = new NpgsqlCommand(s_sql, connection) { Parameters = { new() { Value = others } } };
        var calls = new List<StandInCall>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            calls.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4)));
        return calls;
    }

    /// <summary>The report without "verified" for tables whose isolation may depend on a stand-in's answer. A leak stays a leak.</summary>
    public static IsolationReport Judge(IsolationReport report, IReadOnlyList<StandInCall> calls)
    {
        string? Reason(string @object) =>
            calls.FirstOrDefault(c => c.Decides && c.Object == @object) is { } call
                ? $"{(call.By == "" ? "it" : $"its {call.By}")} calls {call.Function}, for which a stand-in answers here"
                : null;
        return report with
        {
            StandInCalls = calls,
            Tables =
            [
                .. report.Tables.Select(t =>
                    t.State is TableState.Verified or TableState.IsolationVerified && Reason(t.Table.Name.ToString()) is { } why
                        ? t with
                        {
                            State = TableState.NotVerified,
                            Reason = why,
                        }
                        : t
                ),
            ],
            Reached = [.. report.Reached.Select(o => o.Reason == "" && Reason(o.Object) is { } why ? o with { Reason = why } : o)],
        };
    }
}
