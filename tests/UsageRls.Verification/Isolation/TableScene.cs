using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A populated database, with all statements to run on one of its tables.</summary>
public sealed record TableScene
{
    /// <summary>The table to test.</summary>
    public required Subject Subject { get; init; }

    /// <summary>The tables whose changes are recorded: all tables of the application.</summary>
    public required IReadOnlyList<Subject> Watched { get; init; }

    /// <summary>The tenants, users and rows.</summary>
    public required Population Population { get; init; }

    /// <summary>The rows of the table.</summary>
    public required IReadOnlyList<(string Key, Belonging Belongs)> Rows { get; init; }

    /// <summary>All statements of all callers, and for each statement whether the caller's token is ordinary.</summary>
    public required IReadOnlyList<(TableTrial Trial, bool IsOrdinary)> Trials { get; init; }

    /// <summary>The rows of all tables, as far as they are the same in each run.</summary>
    internal KeptContent? Content { get; init; }

    /// <summary>Fills an empty database and builds the statements for one table.</summary>
    /// <exception cref="InvalidOperationException">The table does not exist, or no row of it can be inserted.</exception>
    public static async Task<TableScene> CreateAsync(
        TestDatabase database,
        IntentFile intent,
        TableName table,
        int seed,
        CancellationToken cancellation = default
    )
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var application = await Discovery.ReadAsync(connection, intent, cancellation);
        var subject = application.Find(table).FirstOrDefault() ?? throw new InvalidOperationException($"The table {table} does not exist.");
        var samples = intent.Tables.Where(t => t.Sample.Count > 0).ToDictionary(t => t.Table, t => t.Sample);
        var schema = await DatabaseSchema.ReadAsync(connection, cancellation);
        var population = await Population.CreateAsync(connection, application, schema, seed, samples, cancellation);
        population = await MembershipEdges.AddAsync(population, subject, connection, cancellation);
        var watched = application.Subjects.ToArray();
        var ordinary = await Callers.CreateAsync(connection, population, cancellation);
        var odd = ordinary.Skip(ordinary.Count - Callers.Odd).ToHashSet();
        var known = await KnownRows.ReadAsync(connection, watched, cancellation);
        ILookup<Subject, (string Key, Belonging Belongs)> all;
        await using (var session = await WatchedSession.OpenAsync(database, watched, cancellation: cancellation))
            all = await session.RowsAsync(cancellation);
        IReadOnlyList<(string Key, Belonging Belongs)> rows = [.. all[subject]];
        if (rows.Count == 0)
            throw new InvalidOperationException($"No row of {table} could be inserted.");

        var trials = new TableTrials(
            subject,
            rows,
            await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, watched, cancellation),
            database.Server.Server.Version.Major
        )
        {
            Proposals = [.. AlsoInAnothersName(population, subject, await new Proposals(population, subject).MakeAsync(cancellation))],
            Find = key => known.GetValueOrDefault((subject.Name, key)),
        };
        return new TableScene
        {
            Subject = subject,
            Watched = watched,
            Population = population,
            Rows = rows,
            Content = KeptContent.From(watched, all, known),
            Trials =
            [
                .. ordinary.SelectMany(caller => trials.Of(caller, isOdd: odd.Contains(caller)).Select(t => (t, !odd.Contains(caller)))),
                .. trials
                    .Of(
                        new Standing(Caller.ServiceRole, new Dictionary<(TableName, string), string>(), new HashSet<string>()),
                        isOdd: false
                    )
                    .Select(t => (t, true)),
                .. Forgers(population, subject, rows, ordinary)
                    .SelectMany(caller => trials.Of(caller, isOdd: false).Select(t => (t, false))),
            ],
        };
    }

    /// <summary>
    /// Returns each difference between the results of <see cref="Trials"/> and the intent, as a text that identifies the difference and a
    /// description.
    /// </summary>
    public IEnumerable<(string Key, string Text)> AgainstIntent(
        IReadOnlyList<(TableTrial Tried, Trial Trial)> trials,
        IReadOnlySet<Standing> ordinary
    )
    {
        foreach (var fact in Facts.From(Subject, Rows, trials))
        {
            if (
                IntentRule.Allows(fact.Caller, Subject, fact.Command, fact.Row) is not { } allowed
                || allowed == fact.Reached is not null
                || (allowed && !ordinary.Contains(fact.Caller))
            )
            {
                continue;
            }

            var key = $"{fact.Caller}: {fact.Command} of a row of {Whose(fact.Row)}";
            yield return (key, $"{key} is {(allowed ? "denied, though the intent allows it" : "possible, though the intent denies it")}");
        }

        // An UPDATE must not turn a row into one that the intent does not let the caller update.
        foreach (var (tried, trial) in trials.Where(t => t.Trial.Outcome.IsAllowed))
        {
            foreach (var change in trial.Changes.Where(c => c.Table == Subject && c is { Command: "update", After: not null }))
            {
                if (IntentRule.Allows(tried.Caller, Subject, "update", change.After!.Value) is null or true)
                    continue;
                var key = $"{tried.Caller}: update into a row of {Whose(change.After.Value)}";
                yield return (key, $"{key} is possible, though the intent denies it");
            }
        }
    }

    // Each proposal names the tenant's first member as author. Further proposals name the last member, to test whether a caller may insert
    // a row under another member's name.
    private static IEnumerable<ProposedRow> AlsoInAnothersName(Population population, Subject subject, IReadOnlyList<ProposedRow> proposals)
    {
        foreach (var proposal in proposals)
            yield return proposal;
        if (subject is not { Kind: SubjectKind.Tenant, Tenancy: { } model, UserColumn: { } author })
            yield break;
        foreach (var (of, values) in proposals)
        {
            if (
                of.Tenant is not { } tenant
                || !population.Members.TryGetValue((model.Tenants, tenant), out var members)
                || members is not [_, .., var last]
            )
            {
                continue;
            }

            yield return new(
                of with
                {
                    User = last.Id.ToString(),
                },
                new Dictionary<string, RowValue>(values) { [author] = RowValue.Literal(last.Id.ToString()) }
            );
        }
    }

    // Returns all members of the first tenant but the first member, users without a membership who are authors of rows, and members of
    // several tenants. Their `user_metadata` names the first member: a policy that trusts `user_metadata` lets them write as that member.
    private static IEnumerable<Standing> Forgers(
        Population population,
        Subject subject,
        IReadOnlyList<(string Key, Belonging Belongs)> rows,
        IReadOnlyList<Standing> callers
    )
    {
        if (
            subject.Tenancy is not { Claim: null } model
            || population.Members.FirstOrDefault(m => m.Key.Tenants == model.Tenants).Value is not { Count: > 1 } members
        )
        {
            return [];
        }

        Standing StandingOf(Person person) => callers.First(c => c.Caller.UserId == person.Id);
        var former = population.People.Where(p => rows.Any(r => r.Belongs.User == p.Id.ToString()) && StandingOf(p).Memberships.Count == 0);
        var ofSeveral = population.People.Where(p => StandingOf(p).Memberships.Keys.Count(k => k.Tenants == model.Tenants) > 1);
        return members
            .Skip(1)
            .Concat(former)
            .Concat(ofSeveral)
            .Select(member =>
                StandingOf(member) with
                {
                    Caller = Caller.SignedIn(
                        $"{member.Name} with forged user_metadata",
                        member.Id,
                        claims => claims["user_metadata"] = new JsonObject { ["sub"] = members[0].Id.ToString() }
                    ),
                }
            );
    }

    private string Whose(Belonging row) =>
        string.Join(
            " by ",
            (
                (string?[])
                    [
                        row.Tenant is { } tenant && Subject.Tenancy is { } model
                            ? Population.Names.GetValueOrDefault((model.Tenants, tenant)) ?? tenant
                            : null,
                        row.User is { } user ? Population.People.FirstOrDefault(p => p.Id.ToString() == user)?.Name ?? user : "nobody",
                    ]
            ).OfType<string>()
        );
}
