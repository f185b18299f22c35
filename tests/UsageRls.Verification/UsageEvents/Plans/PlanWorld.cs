using System.Globalization;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>A large, unevenly distributed world that the server itself generates: a hundred thousand events in about a second.</summary>
/// <param name="Events">The number of usage events, spread over thirteen months.</param>
/// <param name="Organizations">
/// The number of organisations, at least 200. With 200 organisations, the largest has 13 % of
/// the events and the hundredth largest 0.2 %; with 5,000 organisations, these have 8 % and 0.1 %.
/// </param>
/// <param name="Memberships">The number of memberships; slightly fewer are inserted, because duplicates are dropped.</param>
/// <param name="Seed">The seed: the same seed makes the same rows.</param>
public sealed record PlanWorld(int Events, int Organizations = 200, int Memberships = 5_000, int Seed = 20241130)
{
    private const int FewestOrganizations = 200;
    private const int FewestMemberships = 1_000;

    // ANALYZE samples rows at random, so plans could differ between runs. The sample has 300 rows times the
    // table's largest statistics target: with the target 1000 it contains every row of a table of up to 300,000 rows.
    private const string SampleAll = "alter table public.usage_events alter column id set statistics 1000";

    private static readonly string s_load = EmbeddedSql.Read("UsageEvents/Plans/load.sql");

    /// <summary>The time just after the last event.</summary>
    public static DateTimeOffset Until => RandomWorld.DefaultUntil;

    /// <summary>Loads the world into an empty database, then runs VACUUM and ANALYZE.</summary>
    /// <exception cref="InvalidOperationException">
    /// The world has too few organisations or memberships for the callers of <see cref="QueryCaller"/>.
    /// </exception>
    /// <exception cref="PostgresException">The tables refuse the rows; the message gives the reason.</exception>
    public async Task LoadAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        if (Organizations < FewestOrganizations || Memberships < FewestMemberships)
        {
            throw new InvalidOperationException(
                $"{this} is too small: it needs at least {FewestOrganizations} organisations, because one caller is a member of so many, "
                    + $"and at least {FewestMemberships} memberships."
            );
        }

        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        // Soon after an asynchronous commit, VACUUM cannot mark all pages as all-visible, and index-only scans would read the table.
        await RunAsync(connection, "set synchronous_commit = on", cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            await RunAsync(
                connection,
                SqlText.Fill(
                    s_load,
                    new Dictionary<string, string?>
                    {
                        ["events"] = Text(Events),
                        ["organizations"] = Text(Organizations),
                        ["memberships"] = Text(Memberships),
                        ["seed"] = Text(Seed),
                        ["until"] = Until.ToString("O", CultureInfo.InvariantCulture),
                    }
                ),
                cancellation
            );
            await transaction.CommitAsync(cancellation);
        }
        await RunAsync(connection, SampleAll, cancellation);
        await RunAsync(
            connection,
            "vacuum (analyze) auth.users, public.organizations, public.org_members, public.usage_events",
            cancellation
        );
        await RunAsync(connection, "reset synchronous_commit", cancellation);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Events:N0} events, {Organizations:N0} organisations, {Memberships:N0} memberships");

    // The methods Organization and Person make the same ids as load.sql.
    internal static Guid Organization(int rank) => new($"00000000-0000-4000-8000-{rank:D12}");

    internal static Guid Person(int number) => new($"aaaaaaaa-0000-4000-8000-{number:D12}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
