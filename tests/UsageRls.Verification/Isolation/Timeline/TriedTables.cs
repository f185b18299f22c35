using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>The current access to the rows of some tables of a database.</summary>
/// <param name="Access">Each possible access, with a statement that shows it.</param>
/// <param name="Attempts">How many statements were run.</param>
internal sealed record TriedTables(IReadOnlyDictionary<TableAccess, Trial> Access, int Attempts)
{
    private static readonly TriedTables s_nothing = new(new Dictionary<TableAccess, Trial>(), 0);

    /// <summary>
    /// Fills a database with rows, runs the simplest statements of every caller on the tables, and returns the access that succeeded.
    /// </summary>
    public static async Task<TriedTables> TryAsync(
        TestDatabase database,
        IntentFile? intent,
        IReadOnlySet<TableName> tables,
        int seed,
        CancellationToken cancellation
    )
    {
        var application = await ReadAsync(database, intent, cancellation);
        bool IsTried(Subject s) => tables.Contains(s.Name) && s.Excluded is null && s.Kind != SubjectKind.Shared && s.IsReachable;
        if (!application.Subjects.Any(IsTried))
            return s_nothing;
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var schema = await DatabaseSchema.ReadAsync(connection, cancellation);
        var needed = application with { Subjects = Needed(application, schema, IsTried) };
        var samples = intent?.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);
        var population = await Population.CreateAsync(connection, needed, schema, seed, samples, cancellation);
        var service = new Standing(Caller.ServiceRole, new Dictionary<(TableName, string), string>(), new HashSet<string>());
        var privileges = await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, needed.Subjects, cancellation);
        var proposals = new Dictionary<Subject, IReadOnlyList<ProposedRow>>();
        foreach (var subject in needed.Subjects.Where(IsTried))
            proposals[subject] = await new Proposals(population, subject).MakeAsync(cancellation);
        // Read the memberships only now: the preparation of a row may have inserted memberships that its foreign keys need.
        var people = await Callers.CreateAsync(connection, population, cancellation);
        var known = await KnownRows.ReadAsync(connection, needed.Subjects, cancellation);
        await using var session = await WatchedSession.OpenAsync(database, needed.Subjects, cancellation: cancellation);
        var rows = await session.RowsAsync(cancellation);
        var access = new Dictionary<TableAccess, Trial>();
        var run = new RoleTrials(session, privileges);
        foreach (var (subject, proposed) in proposals)
        {
            (string Key, Belonging Belongs)[] own = [.. rows[subject]];
            var trials = new TableTrials(subject, own, privileges, database.Server.Server.Version.Major)
            {
                Proposals = proposed,
                Find = key => known.GetValueOrDefault((subject.Name, key)),
            };
            // The simplest statement of each command is enough to show who has access.
            TableTrial[] tries = [.. people.Append(service).SelectMany(caller => trials.Of(caller, isOdd: true))];
            var done = await run.RunAsync([.. tries.Select(t => (subject, t))], cancellation);
            foreach (var fact in Facts.From(subject, own, [.. tries.Zip(done)]).Where(f => f.Reached is not null))
            {
                var key = new TableAccess(
                    subject.Name,
                    fact.Command,
                    AccessWords.Who(fact.Caller, subject, fact.Row),
                    AccessWords.Rows(fact.Caller, subject, fact.Row),
                    IntentRule.Allows(fact.Caller, subject, fact.Command, fact.Row) != false
                );
                if (!access.TryGetValue(key, out var example) || fact.Reached!.Statement.Sql.Length < example.Statement.Sql.Length)
                    access[key] = fact.Reached!;
            }
        }
        return new TriedTables(access, run.Sent);
    }

    // The intent file may name tables of later migrations: use only the entries whose tables exist already.
    private static async Task<Application> ReadAsync(TestDatabase database, IntentFile? intent, CancellationToken cancellation)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        if (intent is null)
            return await Discovery.ReadAsync(connection, null, cancellation);
        var schema = await DatabaseSchema.ReadAsync(connection, cancellation);
        bool IsThere(TableName name) => schema.Find(name) is not null;
        try
        {
            var known = intent with
            {
                Tenancies = [.. intent.Tenancies.Where(t => IsThere(t.Tenants) && (t.Members is not { } members || IsThere(members)))],
                Tables = [.. intent.Tables.Where(t => IsThere(t.Table))],
                Excluded = [.. intent.Excluded.Where(e => IsThere(e.Table))],
            };
            return await Discovery.ReadAsync(connection, known, cancellation);
        }
        catch (IntentFileException)
        {
            return await Discovery.ReadAsync(connection, null, cancellation);
        }
    }

    // Returns the tables to test, the tables of tenants, memberships and chosen tenants, and all tables to which these tables refer.
    private static Subject[] Needed(Application application, DatabaseSchema schema, Func<Subject, bool> isTried)
    {
        var names = application
            .Subjects.Where(s => isTried(s) || s.Kind is SubjectKind.Tenants or SubjectKind.Memberships)
            .Select(s => s.Name)
            .Concat(application.Models.Select(m => m.Members?.Choice?.Table).OfType<TableName>())
            .ToHashSet();
        var open = new Queue<TableName>(names);
        while (open.TryDequeue(out var name))
        {
            foreach (var key in schema.Find(name)?.ForeignKeys ?? [])
            {
                if (names.Add(key.Parent))
                    open.Enqueue(key.Parent);
            }
        }
        return [.. application.Subjects.Where(s => names.Contains(s.Name))];
    }
}
