using System.Collections.Concurrent;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// The outcomes of statements on tables, kept from earlier runs. A run always makes the rows, callers and statements, and judges the
/// outcomes. But it does not run the statements on a table again if the same callers would run the same statements on the same rows, and
/// nothing that the statements reach has changed (<see cref="TableSql"/>).
/// </summary>
public sealed class KeptTables
{
    private readonly ConcurrentDictionary<string, (TableName Table, KeptTrials Trials)> _new = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<KeptTable> _used = [];
    private readonly KeptResults _results;
    private readonly RunInputs _inputs;
    private readonly TableSql _sql;
    private readonly string _rest;
    private KeptRest? _newRest;

    private KeptTables(KeptResults results, RunInputs inputs, TableSql sql, GrantBaseline baseline)
    {
        (_results, _inputs, _sql) = (results, inputs, sql);
        _rest = inputs.Key($"views, functions, attacks and small worlds, {baseline}");
    }

    /// <summary>The tables whose kept outcomes this run uses, so that it ran no statement on them.</summary>
    public IReadOnlyCollection<KeptTable> Used => _used;

    /// <summary>When the results of views, functions, attacks and small worlds were kept; null if this run made them.</summary>
    public DateTimeOffset? RestAt { get; private set; }

    /// <summary>Reads the SQL that decides the outcomes on a migrated database.</summary>
    /// <param name="results">The kept results.</param>
    /// <param name="inputs">What decides the results of the run.</param>
    /// <param name="database">The database, after all migrations.</param>
    /// <param name="cancellation">Cancels the query.</param>
    public static async Task<KeptTables> ReadAsync(
        KeptResults results,
        RunInputs inputs,
        TestDatabase database,
        CancellationToken cancellation = default
    ) => new(results, inputs, await TableSql.ReadAsync(database, cancellation), database.Template.Baseline);

    /// <summary>Keeps the outcomes of this run on tables without a failure.</summary>
    /// <param name="held">Whether a table has no failure, such as a breach, a defect, or access against the intent.</param>
    /// <param name="allHeld">
    /// Whether the whole run has no failure, so that its results of views, functions, attacks and small worlds may be kept too.
    /// </param>
    public void Keep(Func<TableName, bool> held, bool allHeld)
    {
        foreach (var (key, (table, trials)) in _new)
        {
            if (held(table))
                _results.Keep(key, trials);
        }
        if (allHeld && _newRest is not null)
            _results.Keep(_rest, _newRest);
    }

    /// <summary>Returns the key under which a table's outcomes are kept.</summary>
    /// <param name="subject">The table.</param>
    /// <param name="tries">The statements on the table.</param>
    /// <param name="content">The rows of all tables: <see cref="KeptContent.From"/>.</param>
    internal string Key(Subject subject, IReadOnlyList<TableTrial> tries, KeptContent content)
    {
        var sql = _sql.Of(
            subject.Name,
            tries.SelectMany(t => t.Statement.Before.Append(t.Statement.Sql)),
            tries.Select(t => t.Statement.Scene)
        );
        return (_inputs with { Sql = sql }).Key(
            $"outcomes on {subject.Name}, {subject.Where}",
            [content.Digest, .. tries.SelectMany(t => StatementTexts.For(t.Caller.Caller, t.Statement)).Select(content.WithoutTimes)]
        );
    }

    /// <summary>
    /// Returns the kept outcomes of statements, and how many of the statements were sent to the server; null if the statements must run.
    /// </summary>
    internal (IReadOnlyList<Trial> Trials, int Sent)? Find(
        string key,
        Subject subject,
        IReadOnlyList<TableTrial> tries,
        IReadOnlyList<Subject> watched
    )
    {
        if (_results.Find<KeptTrials>(key) is not { } kept || kept.Result.Trials.Count != tries.Count)
            return null;
        _used.Add(new(subject.ToString(), kept.At));
        return ([.. tries.Zip(kept.Result.Trials, (tried, trial) => trial.ToTrial(tried, watched))], kept.Result.Sent);
    }

    /// <summary>Remembers outcomes of this run, to be kept if the table has no failure.</summary>
    internal void Add(string key, Subject subject, IReadOnlyList<Trial> done, int sent, IReadOnlyList<Subject> watched) =>
        _new[key] = (subject.Name, new KeptTrials([.. done.Select(t => KeptTrial.From(t, watched))], sent));

    /// <summary>Returns the kept results of views, functions, attacks and small worlds; null if the run must make them.</summary>
    internal KeptRest? FindRest()
    {
        var kept = _results.Find<KeptRest>(_rest);
        RestAt = kept?.At;
        return kept?.Result;
    }

    /// <summary>Remembers the results of views, functions, attacks and small worlds, to be kept if the run has no failure.</summary>
    internal void Add(KeptRest rest) => _newRest = rest;
}

/// <summary>A table whose outcomes come from an earlier run.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="At">When an earlier run kept the outcomes.</param>
public sealed record KeptTable(string Table, DateTimeOffset At);
