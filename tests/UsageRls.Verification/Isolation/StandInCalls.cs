using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>A call of a platform function that acts outside the database, or that a stand-in replaces in the test database.</summary>
/// <param name="Kind"><c>table</c>, <c>view</c> or <c>function</c>.</param>
/// <param name="Object">The name of the object that makes the call.</param>
/// <param name="By">The table's policy or trigger that makes the call; empty for views and functions.</param>
/// <param name="Function">The called function of the platform, such as <c>net.http_post</c>.</param>
/// <param name="Decides">Whether the stand-in's answer may decide about access, so that the object cannot be verified.</param>
public sealed record StandInCall(string Kind, string Object, string By, string Function, bool Decides)
{
    /// <summary>Describes the call in one line.</summary>
    public override string ToString() => $"{(By == "" ? Kind : $"{By} of")} {Object} calls {Function}";
}

/// <summary>
/// Finds the application's calls of platform functions that act outside the database or that a stand-in replaces in the test database.
/// Objects whose access may depend on a stand-in's answer do not count as verified.
/// </summary>
public static class StandInCalls
{
    private static readonly string s_sql = EmbeddedSql.Read("Isolation/stand_in_calls.sql");

    /// <summary>
    /// Reads from the catalog the application's calls of platform functions that act outside the database or that a stand-in replaces.
    /// </summary>
    public static async Task<IReadOnlyList<StandInCall>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        string[] others = [.. DatabaseSchema.PlatformSchemas, "information_schema"];
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(RecursiveQueries.SmallHashTables),
                new(s_sql) { Parameters = { new() { Value = others } } },
                new("reset work_mem"),
            },
        };
        var calls = new List<StandInCall>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            calls.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4)));
        return calls;
    }

    /// <summary>
    /// Returns the report with the calls. A verified table, view or function becomes not verified if its isolation may depend on a
    /// stand-in's answer. A leak stays a leak.
    /// </summary>
    public static IsolationReport Judge(IsolationReport report, IReadOnlyList<StandInCall> calls)
    {
        string? Reason(string @object) =>
            calls.FirstOrDefault(c => c.Decides && c.Object == @object) is { } call
                ? $"{(call.By == "" ? "it" : $"its {call.By}")} calls {call.Function}, which a stand-in replaces"
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
