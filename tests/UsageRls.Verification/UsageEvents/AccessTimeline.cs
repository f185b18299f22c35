using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>One kind of access: a caller can run a command on a kind of row, by at least one statement path.</summary>
/// <param name="Caller">The caller's name.</param>
/// <param name="Command">The command that the caller can use.</param>
/// <param name="Relation">The kind of row.</param>
/// <param name="IsIntended">Whether the intent allows the statement that showed the access.</param>
public sealed record AccessFact(string Caller, Command Command, RowRelation Relation, bool IsIntended);

/// <summary>The kinds of access that one migration opened or closed on one grant baseline, each with a successful attempt.</summary>
/// <param name="Migration">The migration's file name.</param>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Opened">Access that is possible after the migration and was not possible before.</param>
/// <param name="Closed">Access that was possible before the migration and is not possible after it.</param>
public sealed record AccessChange(
    string Migration,
    GrantBaseline Baseline,
    IReadOnlyDictionary<AccessFact, JudgedAttempt> Opened,
    IReadOnlyDictionary<AccessFact, JudgedAttempt> Closed
);

/// <summary>
/// The access that each migration of a set opened and closed, found by running the cells that <see cref="TimelineCells"/> selects.
/// </summary>
/// <param name="Changes">The changes of each migration that can affect access, in the order of the migrations.</param>
/// <param name="Attempts">The number of attempts, without those after the last migration.</param>
public sealed record AccessTimeline(IReadOnlyList<AccessChange> Changes, int Attempts)
{
    private static readonly string s_fingerprint = EmbeddedSql.Read("UsageEvents/fingerprint.sql");

    /// <summary>
    /// Applies the migrations one by one and runs the attempts after each migration that changes anything on which access can depend.
    /// </summary>
    /// <param name="platform">The template without any migration.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="model">The intent.</param>
    /// <param name="last">The access matrix after all migrations, which replaces the attempts after the last migration.</param>
    /// <param name="kept">The outcomes that earlier runs kept; if null, every attempt runs.</param>
    /// <param name="cancellation">Cancels the run.</param>
    public static async Task<AccessTimeline> RunAsync(
        Template platform,
        MigrationSet migrations,
        AccessModel model,
        AccessMatrix last,
        KeptAttempts? kept = null,
        CancellationToken cancellation = default
    )
    {
        await using var database = await platform.CloneAsync(cancellation);
        var changes = new List<AccessChange>();
        var before = new Dictionary<AccessFact, JudgedAttempt>();
        var (attempts, fingerprint) = (0, "");
        foreach (var migration in migrations.Migrations)
        {
            await database.ApplyAsync(migration, cancellation);
            if (await FingerprintAsync(database, cancellation) is not { } now || now == fingerprint)
                continue;

            fingerprint = now;
            var isLast = migration == migrations.Migrations[^1];
            var matrix = isLast ? last : await TryAsync(database, model, kept, migration.FileName, cancellation);
            attempts += isLast ? 0 : matrix.Verdicts.Count;
            var after = Facts(matrix, new TimelineCells(database.Owner));
            changes.Add(new AccessChange(migration.FileName, platform.Baseline, Without(after, before), Without(before, after)));
            before = after;
        }
        return new AccessTimeline(changes, attempts);
    }

    private static async Task<AccessMatrix> TryAsync(
        TestDatabase database,
        AccessModel model,
        KeptAttempts? kept,
        string after,
        CancellationToken cancellation
    )
    {
        await using var copy = await database.CopyAsync(cancellation);
        var isTried = new TimelineCells(copy.Owner).Contains;
        return await AccessMatrix.RunAsync(copy, model, isTried: isTried, kept: kept, part: after, cancellation: cancellation);
    }

    // Returns null while the table usage_events does not exist.
    private static async Task<string?> FingerprintAsync(TestDatabase database, CancellationToken cancellation)
    {
        await using var command = database.Connections.CreateCommand(
            $"select case when to_regclass('public.usage_events') is not null then ({s_fingerprint}) end"
        );
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    // Several statements can show the same fact: keep the shortest, which is the easiest to read.
    private static Dictionary<AccessFact, JudgedAttempt> Facts(AccessMatrix matrix, TimelineCells cells) =>
        matrix
            .Verdicts.Where(v => v.Attempt.Outcome.IsAllowed && cells.Contains(v.Cell))
            .GroupBy(v => new AccessFact(v.Cell.Caller.Name, v.Cell.Path.Command, v.Cell.Relation, v.Cell.Expectation.IsAllowed))
            .ToDictionary(ways => ways.Key, ways => ways.MinBy(v => v.Attempt.Statement.Sql.Length)!);

    private static Dictionary<AccessFact, JudgedAttempt> Without(
        Dictionary<AccessFact, JudgedAttempt> these,
        Dictionary<AccessFact, JudgedAttempt> those
    ) => these.Where(f => !those.ContainsKey(f.Key)).ToDictionary(f => f.Key, f => f.Value);
}
