using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Applies all migrations after the first to a table with many rows, of which some break the new constraints. While a migration reads these
/// rows, it must not block other sessions; only CREATE INDEX may block writers.
/// </summary>
/// <remarks>The first test runs with 20,000 rows; with <c>USAGE_RLS_SLOW=1</c> it runs also with a million rows.</remarks>
[Shows(Criteria.Columns)]
public sealed class ExistingRows
{
    private const string Validation = "validate_usage_events_integrity";

    // For each rule, its name and a row that breaks it. After the first migration the table still accepts all these rows.
    private static readonly (string Rule, string Columns, string Values)[] s_broken =
    [
        ("usage_events_tokens_input_given", "tokens_input", "null"),
        ("usage_events_tokens_output_given", "tokens_output", "null"),
        ("usage_events_created_at_given", "created_at", "null"),
        ("usage_events_tokens_input_range", "tokens_input", "-1"),
        ("usage_events_tokens_output_range", "tokens_output", "1000000001"),
        ("usage_events_action_form", "action", "'generated a scope'"),
        ("usage_events_module_of_action", "module_id", "'crm'"),
        ("usage_events_metadata_object", "metadata", "'[]'"),
        ("usage_events_metadata_size", "metadata", "jsonb_build_object('prompt', repeat('x', 20000))"),
    ];

    private static int[] Rows => Environment.GetEnvironmentVariable("USAGE_RLS_SLOW") == "1" ? [20_000, 1_000_000] : [20_000];

    [OneTimeSetUp]
    public void OwnOnly() => Own.OnlyOnceStarted();

    [TestCaseSource(nameof(Rows))]
    public async Task Migrations_read_existing_rows_without_a_blocking_lock_and_name_rows_that_break_a_rule(int rows)
    {
        var database = await Suite.CloneAsync(GrantBaseline.Legacy, migrations: 1);
        await FillAsync(database, rows);
        var later = Suite.Migrations.Migrations.Skip(1).ToArray();
        var validation = Array.FindIndex(later, m => m.FileName.Contains(Validation, StringComparison.Ordinal));

        foreach (var migration in later[..validation])
            await ApplyAsync(database, migration);
        var refusal = (await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(database, later[validation])))!;
        Assert.That(
            (refusal.SqlState, refusal.MessageText),
            Is.EqualTo((PostgresErrorCodes.CheckViolation, $"{s_broken.Length} rows of public.usage_events break the rules of the table"))
        );
        Assert.That(await BrokenAsync(database, refusal.Hint!), Is.SupersetOf(s_broken.Select(b => b.Rule)));

        await database.ExecuteAsync(
            "delete from public.usage_events where id in (select id from (" + refusal.Hint!.TrimEnd(';') + ") as broken)"
        );
        foreach (var migration in later[validation..])
            await ApplyAsync(database, migration);
        await using var count = database.Connections.CreateCommand("select count(*) from public.usage_events");
        Assert.That(await count.ExecuteScalarAsync(), Is.EqualTo(rows));
    }

    [Test]
    public async Task A_check_constraint_added_without_not_valid_blocks_other_sessions()
    {
        var database = await Suite.CloneAsync(GrantBaseline.Legacy);
        await FillAsync(database, 100, broken: []);
        var atOnce = Migration.Create("29990101000000_at_once.sql", "alter table public.usage_events add check (tokens_total < 1000000)");
        Assert.That(
            async () => await ApplyAsync(database, atOnce),
            Throws.TypeOf<LongLockException>().With.Message.Contains("while it blocks readers and writers")
        );
    }

    private static Task FillAsync(TestDatabase database, int rows) => FillAsync(database, rows, s_broken);

    private static async Task FillAsync(TestDatabase database, int rows, (string Rule, string Columns, string Values)[] broken)
    {
        await database.ExecuteAsync(
            "insert into public.organizations (id, name, slug) values ('00000000-0000-4000-8000-000000000001', 'Acme', 'acme')"
        );
        await database.ExecuteAsync(
            $"""
            insert into public.usage_events (org_id, action, module_id, tokens_input, tokens_output, created_at)
            select '00000000-0000-4000-8000-000000000001', 'agency:scope:generate', 'agency', i % 90000, i % 7000,
              timestamptz '2024-01-01' + i * interval '1 minute'
            from generate_series(1, {rows.ToString(CultureInfo.InvariantCulture)}) as i
            """
        );
        foreach (var (_, columns, values) in broken)
        {
            var action = columns == "action" ? "" : ", 'agency:scope:generate'";
            await database.ExecuteAsync(
                $"insert into public.usage_events (org_id, {columns}{(action == "" ? "" : ", action")}) "
                    + $"values ('00000000-0000-4000-8000-000000000001', {values}{action})"
            );
        }
        await database.ExecuteAsync("analyze public.usage_events");
    }

    // Applies a migration as the owner, one statement after the other, and measures how many rows each statement reads under which lock.
    private static async Task ApplyAsync(TestDatabase database, Migration migration)
    {
        var watch = Stopwatch.StartNew();
        await using var connection = await database.Connections.OpenConnectionAsync();
        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }

        await RunAsync($"set role {SqlText.Identifier(database.Owner)}");
        await RunAsync("begin");
        // The counter may already include rows that this connection read before the migration, so its first value is subtracted.
        var (before, _, _) = await LookAsync(connection);
        var read = before;
        foreach (var statement in migration.Statements)
        {
            if (statement.RunsAlone)
            {
                await RunAsync("commit");
                await RunAsync(statement.Text);
                await RunAsync("begin");
                (read, _, _) = await LookAsync(connection);
                before = Math.Min(before, read);
                continue;
            }

            await RunAsync(statement.Text);
            var (total, readersWait, writersWait) = await LookAsync(connection);
            // Only CREATE INDEX may read rows while it blocks writers.
            var whom =
                total == read ? null
                : readersWait ? "readers and writers"
                : writersWait && !statement.StartsWith("create", "index") ? "writers"
                : null;
            if (whom is not null)
                throw new LongLockException($"{migration.FileName} reads {total - read} rows while it blocks {whom}: {statement.Text}");
            read = total;
        }
        await RunAsync("commit");
        await RunAsync("reset role");
        RunConsole.Say($"{migration.FileName}: {watch.Elapsed.TotalMilliseconds:F0} ms on existing rows, {read - before} rows read");
    }

    private static async Task<(long Read, bool ReadersWait, bool WritersWait)> LookAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce((select s.seq_tup_read from pg_stat_xact_user_tables s where s.relid = 'public.usage_events'::regclass), 0),
              coalesce(bool_or(l.mode = 'AccessExclusiveLock'), false),
              coalesce(bool_or(l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock')), false)
            from pg_locks l
            where l.pid = pg_backend_pid() and l.relation = 'public.usage_events'::regclass and l.granted
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetBoolean(1), reader.GetBoolean(2));
    }

    private static async Task<HashSet<string>> BrokenAsync(TestDatabase database, string hint)
    {
        await using var command = database.Connections.CreateCommand($"select distinct unnest(broken) from ({hint.TrimEnd(';')}) as found");
        await using var reader = await command.ExecuteReaderAsync();
        var rules = new HashSet<string>();
        while (await reader.ReadAsync())
            rules.Add(reader.GetString(0));
        return rules;
    }

    private sealed class LongLockException(string message) : Exception(message);
}
