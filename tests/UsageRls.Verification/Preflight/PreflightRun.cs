using Npgsql;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Preflight;

/// <summary>
/// Checks, before all other checks, that the migrations apply, that a session runs as its caller, that there is a table to verify, that
/// required tables have the columns that the checks need, and that rows can be inserted into these tables.
/// </summary>
public static class PreflightRun
{
    /// <summary>Reads a folder of migrations.</summary>
    /// <returns>The migrations, or a report of the files that cannot be read.</returns>
    public static (MigrationSet? Migrations, PreflightReport? Report) Read(string folder)
    {
        try
        {
            return (MigrationSet.Read(folder), null);
        }
        catch (MigrationException fault)
        {
            var faults = MigrationFaults.OfReading(folder, fault);
            return (
                null,
                faults.Count == 1
                    ? PreflightReport.From(faults[0])
                    : new PreflightReport($"{faults.Count} files of {folder} are not valid migrations.", faults)
            );
        }
    }

    /// <summary>Applies the migrations on each grant baseline.</summary>
    /// <returns>A report of the migrations that the server refuses on the first baseline with a refusal; null if there is none.</returns>
    public static async Task<PreflightReport?> ApplyAsync(
        TestServer server,
        MigrationSet migrations,
        IReadOnlyList<GrantBaseline> baselines,
        CancellationToken cancellation = default
    )
    {
        foreach (var baseline in baselines)
        {
            if (await ApplyAsync(server, migrations, baseline, cancellation) is { } refused)
                return refused;
        }
        return null;
    }

    /// <summary>Checks that a session runs as its caller, and that the rows of at least one table belong to tenants or users.</summary>
    /// <returns>A report of the check that fails; null if both pass.</returns>
    public static async Task<PreflightReport?> ProveAsync(
        TestServer server,
        MigrationSet migrations,
        IntentFile? said = null,
        CancellationToken cancellation = default
    )
    {
        var statements = new StatementLocator(migrations.Migrations, ProjectRoot.FromTop(migrations.Folder));
        var template = await server.TemplateAsync(migrations, GrantBaseline.Legacy, cancellation);
        await using var database = await template.CloneAsync(cancellation);
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        return await ProveAsync(connection, statements, cancellation) ?? await BelongingAsync(connection, migrations, said, cancellation);
    }

    /// <summary>Checks that the required tables have the columns that the checks need, and accept rows.</summary>
    /// <param name="server">The server.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="required">The tables that the checks use.</param>
    /// <param name="makeRows">Inserts the rows of a small world, into a clone made for this check.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>A report of the differences, or of the failed insert; null if there is neither.</returns>
    public static async Task<PreflightReport?> FitAsync(
        TestServer server,
        MigrationSet migrations,
        IReadOnlyList<RequiredTable> required,
        Func<NpgsqlConnection, CancellationToken, Task> makeRows,
        CancellationToken cancellation = default
    )
    {
        var statements = new StatementLocator(migrations.Migrations, ProjectRoot.FromTop(migrations.Folder));
        var template = await server.TemplateAsync(migrations, GrantBaseline.Legacy, cancellation);
        await using var database = await template.CloneAsync(cancellation);
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var unfit = await TableFit.CheckAsync(connection, required, statements, cancellation);
        if (unfit.Count == 1)
            return PreflightReport.From(unfit[0]);
        if (unfit.Count > 1)
        {
            return new PreflightReport(
                $"The tables of these migrations differ from the tables that the checks need: {unfit.Count} differences.",
                unfit
            );
        }

        return await MakeRowsAsync(connection, makeRows, required, statements, cancellation);
    }

    private static async Task<PreflightReport?> ApplyAsync(
        TestServer server,
        MigrationSet migrations,
        GrantBaseline baseline,
        CancellationToken cancellation
    )
    {
        try
        {
            await server.TemplateAsync(migrations, baseline, cancellation);
            return null;
        }
        catch (MigrationException fault)
        {
            var faults = await MigrationFaults.OfApplyingAsync(server, migrations, baseline, fault, cancellation);
            if (faults.Count == 1)
                return new PreflightReport($"{faults[0].Headline} ({baseline.ToString().ToLowerInvariant()} baseline)", faults);
            return new PreflightReport(
                $"{faults.Count} of {migrations.Migrations.Count} migrations of {migrations.Folder} are refused "
                    + $"({baseline.ToString().ToLowerInvariant()} baseline).",
                faults
            );
        }
    }

    // If auth.uid() returned null in every session, checks that expect a denial would pass for this reason alone.
    private static async Task<PreflightReport?> ProveAsync(
        NpgsqlConnection connection,
        StatementLocator statements,
        CancellationToken cancellation
    )
    {
        var caller = Caller.SignedIn("any user", new Guid("00000000-0000-4000-8000-0000000000aa"));
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(string.Join("; ", CallerSession.Begin(caller)), connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await CallerSession.ProveAsync(caller, reader, cancellation);
            return null;
        }
        catch (SessionProofException fault)
        {
            return PreflightReport.From(
                new Obstacle(
                    fault.Message,
                    statements.Last("function", "auth", "uid")?.ToString() ?? "",
                    "Remove the statements that replace auth.uid() from the migrations."
                )
            );
        }
    }

    private static async Task<PreflightReport?> BelongingAsync(
        NpgsqlConnection connection,
        MigrationSet migrations,
        IntentFile? said,
        CancellationToken cancellation
    )
    {
        var application = await Discovery.ReadAsync(connection, said, cancellation);
        return application.Subjects.Any(s => s.Kind != SubjectKind.Shared)
            ? null
            : PreflightReport.From(
                new Obstacle(
                    $"The migrations of {migrations.Folder} create no table whose rows belong to a tenant or a user.",
                    "",
                    $"Set {MigrationSet.Variable} to a folder whose migrations create tables with rows of tenants or users."
                )
            );
    }

    private static async Task<PreflightReport?> MakeRowsAsync(
        NpgsqlConnection connection,
        Func<NpgsqlConnection, CancellationToken, Task> makeRows,
        IReadOnlyList<RequiredTable> required,
        StatementLocator statements,
        CancellationToken cancellation
    )
    {
        try
        {
            await makeRows(connection, cancellation);
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or PostgresException)
        {
            var table = required.FirstOrDefault(t => fault.Message.StartsWith(t.ToString(), StringComparison.Ordinal));
            return PreflightReport.From(
                new Obstacle(
                    $"No rows can be inserted: {fault.Message}",
                    table is null ? "" : statements.Creation(table.Name)?.ToString() ?? "",
                    "The checks load rows as an administrator; the table's columns, constraints and triggers must accept these rows."
                )
            );
        }
    }
}
