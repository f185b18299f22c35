using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Lints;

/// <summary>Runs the lints on a database, in a transaction that is rolled back.</summary>
public static class LintRun
{
    /// <summary>Sets the time limit of each statement.</summary>
    private const string Timeout = "set local statement_timeout = '5s'";

    // With an empty search_path, PostgreSQL prints the names of objects with their schema, except objects in pg_catalog.
    private const string SearchPath = "set local search_path = ''";

    /// <summary>Runs all lints on a database, and returns the findings that the platform alone does not have.</summary>
    /// <exception cref="InvalidOperationException">
    /// The migrations added no table, view, function or policy, so a result without findings would prove nothing.
    /// </exception>
    public static async Task<IReadOnlyList<Finding>> RunAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var beforehand = PlatformFindings.ReadAsync(database, cancellation);
        var found = await AllAsync(database, cancellation);
        var before = await beforehand;
        if (found.Objects <= before.Objects)
        {
            throw new InvalidOperationException("These migrations add no table, view, function or policy, so lints have nothing to check.");
        }

        return [.. found.Findings.Where(f => !before.Contains(f))];
    }

    /// <summary>
    /// Creates the temporary tables, views and functions that the lints use and, if a lint reads the results, evaluates the policies on
    /// made-up rows. The caller must roll the transaction back.
    /// </summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, IReadOnlyList<Lint> lints, CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[Timeout, SearchPath, RecursiveQueries.SmallHashTables, .. Lint.Catalog])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        foreach (var sql in lints.Any(l => l.ReadsMadeUp) ? Lint.MadeUp : [])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs lints on a connection that <see cref="PrepareAsync"/> has prepared for them.</summary>
    /// <exception cref="InvalidOperationException">A lint returns an id other than its file's name.</exception>
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
                    throw new InvalidOperationException($"Lints/{lint.Id}.sql returns the id {Text("id")}.");
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

    /// <summary>Runs all lints on a database; returns all findings, and the number of relations, functions and policies examined.</summary>
    internal static async Task<(IReadOnlyList<Finding> Findings, long Objects)> AllAsync(
        TestDatabase database,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await PrepareAsync(connection, Lint.All, cancellation);
        await using var count = new NpgsqlCommand(
            "select (select count(*) from app_relations) + (select count(*) from app_functions) + (select count(*) from app_policies)",
            connection
        );
        var objects = (long)(await count.ExecuteScalarAsync(cancellation))!;
        return (await RunAsync(connection, Lint.All, cancellation), objects);
    }
}
