using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Deployed;

/// <summary>
/// Applies the differences between a deployed database and the migrations to a clone of the migrated database, and tests how access
/// changes. The deployed database itself is not touched.
/// </summary>
/// <param name="template">
/// The database that the migrations make, on the grant baseline with the fewest differences from the deployed database.
/// </param>
/// <param name="intent">The intent file of the application.</param>
/// <param name="seed">The seed of the rows.</param>
/// <param name="mayChangeRoles">Whether the trial may change roles of the clone's server, because nobody else uses that server.</param>
/// <param name="further">Further trials, run on a clone with the differences and on a clone without them.</param>
public sealed class DeployedTrial(
    Template template,
    IntentFile? intent,
    int seed,
    bool mayChangeRoles,
    IReadOnlyList<FurtherTrial>? further = null
)
{
    private TrialSide? _verified;

    /// <summary>Whether the differences include roles or memberships, which need a server that nobody else uses.</summary>
    public static bool NeedsOwnServer(IEnumerable<CatalogDifference> differences) =>
        differences.SelectMany(d => d.All).Any(d => ChangedClone.IsOfServer(d.Item));

    /// <summary>
    /// Applies all differences to a clone, runs the checks there, and compares the results with those on a clone without the differences.
    /// </summary>
    public async Task<TrialReport> RunAsync(IReadOnlyList<CatalogDifference> differences, CancellationToken cancellation = default)
    {
        _verified ??= await TryAsync([], [], cancellation);
        var (script, notTried) = (DifferenceScript.Forward(differences), new List<NotTried>());
        TrialSide deployed;
        try
        {
            deployed = await TryAsync(script, notTried, cancellation);
        }
        finally
        {
            if (mayChangeRoles)
                await ReturnAsync(template.Server, differences);
        }

        var known = _verified.Findings.Select(f => (f.Id, f.Object)).ToHashSet();
        return new TrialReport(
            ReachedRows.Say(deployed.Reached.Except(_verified.Reached), "can"),
            ReachedRows.Say(_verified.Reached.Except(deployed.Reached).Where(r => deployed.Tried.Contains(r.Table)), "cannot"),
            [.. deployed.Findings.Where(f => !known.Contains((f.Id, f.Object))).OrderByDescending(f => f.Severity)],
            [.. notTried.DistinctBy(n => n.Item.Key)]
        );
    }

    private async Task<TrialSide> TryAsync(IReadOnlyList<ScriptStep> script, List<NotTried> notTried, CancellationToken cancellation)
    {
        await using var database = await CloneAsync(script, notTried, cancellation);
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var (schema, application) = (
            await DatabaseSchema.ReadAsync(connection, cancellation),
            await Discovery.ReadAsync(connection, intent, cancellation)
        );
        var samples = intent?.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);
        string[] byHand = [.. script.Select(s => s.Sql).OfType<string>()];
        // Lints run first, because the isolation checks commit rows. Lints change nothing: their transaction is rolled back.
        var lints = await LintRun.RunAsync(database, cancellation);
        var options = new IsolationOptions { Samples = samples, ByHand = byHand };
        var isolation = await IsolationRun.RunAsync(database, application, schema, seed, options, cancellation);
        var reached = new List<ReachedRows>(await WholeTables.TryAsync(database, application, cancellation));
        var findings = new List<Finding>([.. IsolationFindings.From([isolation]), .. lints]);
        // Roles belong to the server, so the first clone's script has changed them already.
        ScriptStep[] again = [.. script.Where(s => !ChangedClone.IsOfServer(s.Item))];
        foreach (var trial in further ?? [])
        {
            await using var empty = await CloneAsync(again, notTried, cancellation);
            var result = await trial.RunAsync(empty, cancellation);
            reached.AddRange(result.Reached);
            findings.AddRange(result.Findings);
        }
        return new TrialSide(isolation, reached, findings);
    }

    private async Task<TestDatabase> CloneAsync(IReadOnlyList<ScriptStep> script, List<NotTried> notTried, CancellationToken cancellation)
    {
        var clone = await template.CloneAsync(cancellation);
        notTried.AddRange(await ChangedClone.MakeAsync(clone, script, mayChangeRoles, cancellation));
        return clone;
    }

    // Restores the roles. The clones are dropped by now, so no object depends on a role that was created for the trial.
    private static async Task ReturnAsync(TestServer server, IReadOnlyList<CatalogDifference> differences)
    {
        var script = DifferenceScript.Return(
            differences.SelectMany(d => d.All).Where(d => ChangedClone.IsOfServer(d.Item)).Select(d => d with { Parts = [] })
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
                // The role still exists, because the trial could not remove it. So there is nothing to restore.
            }
        }
    }
}
