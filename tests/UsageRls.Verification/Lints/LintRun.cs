using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Lints;

/// <summary>Lints on a database: in one transaction that is rolled back, all in one round trip.</summary>
public static class LintRun
{
    /// <summary>The longest that one lint may take.</summary>
    private const string Timeout = "set local statement_timeout = '5s'";

    // Names come out qualified, whatever the schema.
    private const string SearchPath = "set local search_path = ''";

    /// <summary>Runs every lint.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>usage_events</c>: that nothing is found would mean nothing.</exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await PrepareAsync(connection, cancellation);
        await using var subject = new NpgsqlCommand("select exists (select from app_relations where schema = 'public' and name = $1)", connection) { Parameters = { new() { Value = Statement.Subject } } };
        if (await subject.ExecuteScalarAsync(cancellation) is not true)
            throw new InvalidOperationException($"There is no public.{Statement.Subject} after these migrations, so that there is nothing to find fault with.");
        return await RunAsync(connection, Lint.All, cancellation);
    }

    /// <summary>Makes the views that lints stand on; they and all else are gone with the transaction.</summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[Timeout, SearchPath, .. Lint.Scope]) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs lints on a prepared connection.</summary>
    /// <exception cref="InvalidOperationException">A lint names itself otherwise than its file.</exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(NpgsqlConnection connection, IReadOnlyList<Lint> lints, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var lint in lints) batch.BatchCommands.Add(new NpgsqlBatchCommand(lint.Sql));
        var findings = new List<Finding>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var lint in lints)
        {
            while (await reader.ReadAsync(cancellation))
            {
                string Text(string column) => reader.GetString(reader.GetOrdinal(column));
                if (Text("id") != lint.Id) throw new InvalidOperationException($"Lints/{lint.Id}.sql calls itself {Text("id")}.");
                findings.Add(new Finding(
                    FindingKind.Id(FindingKind.Lint, lint.Id), Enum.Parse<Severity>(Text("severity"), ignoreCase: true), Text("detail"), Text("object"), Text("remedy"), FindingStatus.Open));
            }
            await reader.NextResultAsync(cancellation);
        }
        return findings;
    }
}
