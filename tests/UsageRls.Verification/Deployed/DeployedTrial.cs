using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Deployed;

/// <summary>Makes on a clone what differs in a deployed database, and tries what that changes: the deployed database itself is not touched.</summary>
/// <param name="template">What the migrations made, on the baseline that the deployed database is nearer to.</param>
/// <param name="intent">What people have said of the application.</param>
/// <param name="seed">The seed of the rows.</param>
/// <param name="mayChangeRoles">Whether nobody else uses the clone's server, so that its roles may be changed for a moment.</param>
public sealed class DeployedTrial(Template template, IntentFile? intent, int seed, bool mayChangeRoles)
{
    private TrialSide? _verified;

    /// <summary>Whether differences are such that only a server of their own can try them.</summary>
    public static bool NeedsOwnServer(IEnumerable<CatalogDifference> differences) =>
        differences.SelectMany(d => d.All).Any(d => IsOfServer(d.Item));

    /// <summary>Tries them, all together.</summary>
    public async Task<TrialReport> RunAsync(IReadOnlyList<CatalogDifference> differences, CancellationToken cancellation = default)
    {
        _verified ??= await VerifiedAsync(cancellation);
        var (notTried, database) = (new List<NotTried>(), await template.CloneAsync(cancellation));
        TrialSide deployed;
        try
        {
            await ApplyAsync(database, DifferenceScript.Forward(differences), notTried, cancellation);
            deployed = await TryAsync(database, cancellation);
        }
        finally
        {
            await database.DisposeAsync();
            if (mayChangeRoles)
                await ReturnAsync(database.Server, differences);
        }

        var known = _verified.Findings.Select(f => (f.Id, f.Object)).ToHashSet();
        return new TrialReport(
            ReachedRows.Say(deployed.Reached.Except(_verified.Reached), "can"),
            ReachedRows.Say(_verified.Reached.Except(deployed.Reached).Where(r => deployed.Tried.Contains(r.Table)), "cannot"),
            [.. deployed.Findings.Where(f => !known.Contains((f.Id, f.Object))).OrderByDescending(f => f.Severity)],
            notTried
        );
    }

    private static bool IsOfServer(CatalogItem item) => item.Kind is "role" or "membership";

    private async Task<TrialSide> VerifiedAsync(CancellationToken cancellation)
    {
        await using var database = await template.CloneAsync(cancellation);
        return await TryAsync(database, cancellation);
    }

    private async Task<TrialSide> TryAsync(TestDatabase database, CancellationToken cancellation)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var (schema, application) = (
            await DatabaseSchema.ReadAsync(connection, cancellation),
            await Discovery.ReadAsync(connection, intent, cancellation)
        );
        var samples = intent?.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);
        // Lints look at the catalog, so the rows that isolation leaves are nothing to them.
        var lints = await LintRun.RunAsync(database, cancellation);
        var isolation = await IsolationRun.RunAsync(database, application, schema, seed, null, samples, cancellation);
        return new TrialSide(isolation, [.. IsolationFindings.Of([isolation]), .. lints]);
    }

    private async Task ApplyAsync(
        TestDatabase database,
        IReadOnlyList<ScriptStep> script,
        List<NotTried> notTried,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var settings = new NpgsqlCommand("set local check_function_bodies = off; set local search_path = ''", connection))
            await settings.ExecuteNonQueryAsync(cancellation);
        foreach (var step in script)
        {
            if (step.Sql is null || (IsOfServer(step.Item) && !mayChangeRoles))
            {
                notTried.Add(
                    new NotTried(step.Item, step.Sql is null ? "no SQL makes it" : "it belongs to the whole server, which others use")
                );
                continue;
            }
            try
            {
                await transaction.SaveAsync("step", cancellation);
                await using var command = new NpgsqlCommand(step.Sql, connection, transaction);
                await command.ExecuteNonQueryAsync(cancellation);
            }
            catch (PostgresException fault)
            {
                await transaction.RollbackAsync("step", cancellation);
                notTried.Add(new NotTried(step.Item, $"{fault.SqlState} {fault.MessageText}"));
            }
        }
        await transaction.CommitAsync(cancellation);
    }

    // The clone is gone, so that nothing hangs on a role that was made for it.
    private static async Task ReturnAsync(TestServer server, IReadOnlyList<CatalogDifference> differences)
    {
        var script = DifferenceScript.Return(
            differences.SelectMany(d => d.All).Where(d => IsOfServer(d.Item)).Select(d => d with { Parts = [] })
        );
        if (script.Count == 0)
            return;
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionStringTo("postgres")) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        foreach (var step in script.Where(s => s.Sql is not null))
        {
            try
            {
                await using var command = new NpgsqlCommand(step.Sql, connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DuplicateObject)
            {
                // It could not be removed for the trial either.
            }
        }
    }
}
