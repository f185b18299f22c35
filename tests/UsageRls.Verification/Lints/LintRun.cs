using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Lints;

/// <summary>Lints on a database: in one transaction that is rolled back, all in one round trip.</summary>
public static class LintRun
{
    /// <summary>The longest that one lint may take.</summary>
    private const string Timeout = "set local statement_timeout = '5s'";

    // Names come out qualified, whatever the schema.
    private const string SearchPath = "set local search_path = ''";

    /// <summary>The findings of a database's migrations: those in it, without those before the first migration.</summary>
    /// <exception cref="InvalidOperationException">
    /// The migrations made nothing that a lint looks at: that nothing is found would mean nothing.
    /// </exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var beforehand = PlatformFindings.ReadAsync(database, cancellation);
        var found = await AllAsync(database, cancellation);
        var before = await beforehand;
        if (found.Objects <= before.Objects)
        {
            throw new InvalidOperationException(
                "These migrations leave no table, view or function of their own: there is nothing that lints could look at."
            );
        }

        return [.. found.Findings.Where(f => !before.Contains(f))];
    }

    /// <summary>
    /// Makes the tables and views that lints stand on, and tries policies; they and all else are gone with the transaction.
    /// </summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[Timeout, SearchPath, .. Lint.Scope])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs lints on a prepared connection.</summary>
    /// <exception cref="InvalidOperationException">A lint names itself otherwise than its file.</exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Lint> lints,
        CancellationToken cancellation = default
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var lint in lints)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(lint.Sql));
        var findings = new List<Finding>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var lint in lints)
        {
            while (await reader.ReadAsync(cancellation))
            {
                string Text(string column) => reader.GetString(reader.GetOrdinal(column));
                if (Text("id") != lint.Id)
                    throw new InvalidOperationException($"Lints/{lint.Id}.sql calls itself {Text("id")}.");
                findings.Add(
                    new Finding(
                        FindingKind.Id(FindingKind.Lint, lint.Id),
                        Enum.Parse<Severity>(Text("severity"), ignoreCase: true),
                        Text("detail"),
                        Text("object"),
                        Text("remedy"),
                        FindingStatus.Open
                    )
                );
            }
            await reader.NextResultAsync(cancellation);
        }
        return findings;
    }

    /// <summary>The findings of all lints in a database, and the number of objects that they look at.</summary>
    internal static async Task<(IReadOnlyList<Finding> Findings, long Objects)> AllAsync(
        TestDatabase database,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await PrepareAsync(connection, cancellation);
        await using var count = new NpgsqlCommand(
            "select (select count(*) from app_relations) + (select count(*) from app_functions) + (select count(*) from app_policies)",
            connection
        );
        var objects = (long)(await count.ExecuteScalarAsync(cancellation))!;
        return (await RunAsync(connection, Lint.All, cancellation), objects);
    }
}
