using System.Globalization;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>A big skewed world, made by the server itself: a hundred thousand events in about a second.</summary>
/// <param name="Events">Usage events, over thirteen months.</param>
/// <param name="Organizations">
/// At least 200. Of 200 the largest has 13 % of the events, of 5,000 it has 8 %; the hundredth has 0.2 % or 0.1 %.
/// </param>
/// <param name="Memberships">Nearly as many: who would join twice joins once.</param>
/// <param name="Seed">Same seed, same rows.</param>
public sealed record PlanWorld(int Events, int Organizations = 200, int Memberships = 5_000, int Seed = 20241130)
{
    private const int FewestOrganizations = 200;
    private const int FewestMemberships = 1_000;

    // Rows are sampled at random for statistics, and a plan would be one in one run and another in the next. The sample is
    // 300 rows for each value that is kept of the column that keeps most: of one that is unique anyway, enough to take all.
    private const string SampleAll = "alter table public.usage_events alter column id set statistics 1000";

    private static readonly string s_load = EmbeddedSql.Read("UsageEvents/Plans/load.sql");

    /// <summary>Just after the last event.</summary>
    public static DateTimeOffset Until => RandomWorld.DefaultUntil;

    /// <summary>Loads it into an empty database, vacuumed and analyzed.</summary>
    /// <exception cref="InvalidOperationException">It is too small for everybody who asks to be in it.</exception>
    /// <exception cref="PostgresException">The tables refuse the rows; the message says why.</exception>
    public async Task LoadAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        if (Organizations < FewestOrganizations || Memberships < FewestMemberships)
        {
            throw new InvalidOperationException(
                $"{this} is too small: somebody is a member of {FewestOrganizations} organisations. "
                    + $"It takes {FewestMemberships} memberships at least."
            );
        }

        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        // Where commits reach the disk late, vacuum cannot tell that rows are there for all to see, and no index answers without the table.
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

    // As load.sql writes them.
    internal static Guid Organization(int rank) => new($"00000000-0000-4000-8000-{rank:D12}");

    internal static Guid Person(int number) => new($"aaaaaaaa-0000-4000-8000-{number:D12}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
