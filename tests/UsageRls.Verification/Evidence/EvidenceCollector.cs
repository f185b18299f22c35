using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// What the stages of a run hand in, in whatever order and from whichever thread, until the record is made of it. In the
/// record everything has an order of its own, so that the same run gives the same bytes.
/// </summary>
/// <param name="criteria">The task's acceptance criteria, and the groups of checks that show each.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceCollector(IReadOnlyList<Criterion> criteria, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Redaction _redaction = new();
    private readonly SortedDictionary<GrantBaseline, AccessMatrix> _matrices = [];
    private readonly SortedDictionary<GrantBaseline, CatalogFacts> _catalog = [];
    private readonly SortedDictionary<GrantBaseline, ExhaustiveReport> _proofs = [];
    private readonly SortedDictionary<(GrantBaseline Baseline, string Table), MutationReport> _mutation = [];
    private readonly SortedDictionary<GrantBaseline, IsolationReport> _isolation = [];
    private readonly List<Finding> _findings = [];
    private readonly List<PlanRecord> _plans = [];
    private readonly List<NotRunRecord> _notRun = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _elapsed = new(StringComparer.Ordinal);
    private IReadOnlyList<AccessTimeline> _timelines = [];
    private IReadOnlyList<TableTimeline> _tableTimelines = [];
    private IReadOnlyList<TestRecord> _tests = [];
    private EvidenceRecord _header = Header(Guid.NewGuid(), time.GetUtcNow(), null);
    private string? _fault;
    private string? _brokenOff;

    /// <summary>What is under test; the commit is asked of git.</summary>
    public void Verifies(MigrationSet migrations, int seed, string? acceptedFolder)
    {
        var commit = GitCommit.Read(ProjectRoot.Path);
        lock (_lock)
        {
            Migrations = migrations;
            _header = _header with
            {
                Commit = commit,
                Folder = ProjectRoot.FromTop(migrations.Folder),
                Seed = seed,
                Baselines = [.. Enum.GetNames<GrantBaseline>().Select(b => b.ToLowerInvariant())],
                Migrations = [.. migrations.Migrations.Select(m => new MigrationRecord(m.FileName, m.Sha256, m.Statements.Count))],
                Accepted = FileRecord.Of(acceptedFolder),
            };
        }
    }

    /// <summary>Which grant baselines are verified.</summary>
    public void StartsFrom(IReadOnlyList<GrantBaseline> baselines) =>
        Put(() => _header = _header with { Baselines = [.. baselines.Select(b => b.ToString().ToLowerInvariant())] });

    /// <summary>Which folder was to be verified, where its files cannot be read.</summary>
    public void Verifies(string folder) => Put(() => _header = _header with { Folder = ProjectRoot.FromTop(folder) });

    /// <summary>The migrations under test; null where none could be read.</summary>
    public MigrationSet? Migrations { get; private set; }

    /// <summary>Which server.</summary>
    public void RunsOn(PostgresServer server)
    {
        _redaction.Learn(server.ConnectionString);
        lock (_lock)
        {
            _header = _header with
            {
                ServerVersion = server.Version.ToString(),
                IsThrowawayServer = server.IsThrowaway,
                Varying = _header.Varying with { Server = _redaction.Clean(server.Description) },
            };
        }
    }

    /// <summary>What stands in for parts of the platform, and what was not applied as written.</summary>
    public void StandsOn(IReadOnlyList<StandIn> standIns) => Put(() => _header = _header with { StandIns = StandIn.Lines(standIns) });

    /// <summary>A text without the passwords that this run knows of.</summary>
    public string Clean(string text) => _redaction.Clean(text);

    /// <summary>That the run could not start, and why.</summary>
    public void CannotStart(string fault) =>
        Put(() =>
        {
            _fault = _redaction.Clean(fault);
            _notRun.Add(new NotRunRecord("the run", _fault, 0));
        });

    /// <summary>That the run could not go on, and why: whatever its checks say afterwards, they say it of that.</summary>
    public void BrokeOff(string why) =>
        Put(() =>
        {
            _brokenOff = _redaction.Clean(why);
            _notRun.Add(new NotRunRecord("the rest of the run", _brokenOff, 0));
        });

    /// <summary>A matrix.</summary>
    public void Add(AccessMatrix matrix) =>
        Put(() =>
        {
            _matrices[matrix.Baseline] = matrix;
            Took($"access matrix, {Word(matrix.Baseline)}", matrix.Elapsed);
        });

    /// <summary>The timelines of all baselines.</summary>
    public void Add(IReadOnlyList<AccessTimeline> timelines) => Put(() => _timelines = timelines);

    /// <summary>The timelines of every table, of all baselines.</summary>
    public void Add(IReadOnlyList<TableTimeline> timelines) => Put(() => _tableTimelines = timelines);

    /// <summary>What the catalog says.</summary>
    public void Add(CatalogFacts facts) => Put(() => _catalog[Enum.Parse<GrantBaseline>(facts.Baseline, ignoreCase: true)] = facts);

    /// <summary>An exhaustive proof.</summary>
    public void Add(ExhaustiveReport report) =>
        Put(() =>
        {
            _proofs[report.Baseline] = report;
            Took($"every small world, {Word(report.Baseline)}", report.Elapsed);
        });

    /// <summary>A mutation run.</summary>
    public void Add(GrantBaseline baseline, MutationReport report) =>
        Put(() =>
        {
            _mutation[(baseline, report.Table)] = report;
            Took($"mutation of {report.Table}, {Word(baseline)}", report.Elapsed);
        });

    /// <summary>The isolation of every table.</summary>
    public void Add(IsolationReport report) =>
        Put(() =>
        {
            _isolation[report.Baseline] = report;
            Took($"isolation, {Word(report.Baseline)}", report.Elapsed);
        });

    /// <summary>A deployed database that was compared, and when it was read.</summary>
    public void Add(DeployedReport report, DateTimeOffset readAt) =>
        Put(() =>
            _header = _header with { Deployed = DeployedRecord.Of(report), Varying = _header.Varying with { DeployedReadAt = readAt } }
        );

    /// <summary>A connection string, to leave its password out of all that is kept.</summary>
    public void Learn(string connectionString) => Put(() => _redaction.Learn(connectionString));

    /// <summary>Findings of a stage.</summary>
    public void Add(IEnumerable<Finding> findings) => Put(() => _findings.AddRange(findings));

    /// <summary>What a query touched, with its pages.</summary>
    public void Add(PlanRecord plan) => Put(() => _plans.Add(plan));

    /// <summary>How many of something there were; numbers of the same thing add up.</summary>
    public void Count(string of, long number) => Put(() => _counts[of] = _counts.GetValueOrDefault(of) + number);

    /// <summary>Something that did not run, and why.</summary>
    public void DidNotRun(string what, string why, int checks = 0) =>
        Put(() => _notRun.Add(new NotRunRecord(what, _redaction.Clean(why), checks)));

    /// <summary>What became of every check of the run.</summary>
    public void Ended(IEnumerable<TestRecord> tests) =>
        Put(() =>
        {
            _tests =
            [
                .. tests
                    .Select(t => t with { Message = _redaction.Clean(t.Message) })
                    .OrderBy(t => t.Group, StringComparer.Ordinal)
                    .ThenBy(t => t.Name, StringComparer.Ordinal),
            ];
            // What it took, and not what the clock says by now: somebody may have set it.
            var end = _header.Varying.StartedAt + time.GetElapsedTime(_began);
            _header = _header with
            {
                State = _brokenOff is null ? RunState.Ended : RunState.Interrupted,
                Varying = _header.Varying with { EndedAt = end },
            };
        });

    /// <summary>The record of what was handed in until now.</summary>
    public EvidenceRecord ToRecord()
    {
        lock (_lock)
        {
            PlanRecord[] plans =
            [
                .. _plans
                    .OrderBy(p => p.Query, StringComparer.Ordinal)
                    .ThenBy(p => p.Baseline, StringComparer.Ordinal)
                    .ThenBy(p => p.Caller, StringComparer.Ordinal),
            ];
            return _header with
            {
                Verdict = Verdicts.Of(_header.State, _fault, _brokenOff, _tests, _notRun, _findings, [.. _isolation.Values]),
                Tests = _tests,
                NotRun =
                [
                    .. Verdicts.NotRun(_tests),
                    .. _mutation
                        .Values.SelectMany(r => r.NotRun)
                        .Distinct(StringComparer.Ordinal)
                        .Select(why => new NotRunRecord("mutation", why, 0)),
                    .. _notRun,
                ],
                Criteria = [.. criteria.Select(c => c.Trace(_tests))],
                Counts = Counts(),
                Callers =
                [
                    .. _matrices
                        .Values.SelectMany(m => m.Verdicts)
                        .Select(v => v.Cell.Caller)
                        .DistinctBy(c => c.Name)
                        .Select(c => new CallerRecord(c.Name, c.Role, c.ToSql())),
                ],
                Matrices = [.. _matrices.Values.Select(MatrixRecord.Of)],
                Timeline = [.. ChangeRecord.Of(_timelines, _tableTimelines)],
                Coverage = [.. _isolation.Values.SelectMany(CoverageRecord.Of)],
                Conclusions =
                [
                    .. _isolation
                        .Values.SelectMany(r => r.Application.Guesses)
                        .Select(g => $"{g.Conclusion}: {g.Reason}{(g.Otherwise is null ? "" : $". Otherwise: {g.Otherwise}")}")
                        .Distinct(StringComparer.Ordinal),
                ],
                StandInCalls =
                [
                    .. _isolation.Values.SelectMany(r => r.StandInCalls).Select(c => c.ToString()).Distinct(StringComparer.Ordinal),
                ],
                Findings = Findings(),
                Mutation = [.. _mutation.Select(m => MutationRecord.Of(Word(m.Key.Baseline), m.Value))],
                Exhaustive = [.. _proofs.Values.Select(ProofRecord.Of)],
                Catalog = [.. _catalog.Values],
                Plans = [.. plans.Select(p => p.Writes ? p with { Pages = null } : p)],
                Varying = _header.Varying with
                {
                    Elapsed = [.. _elapsed.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new ElapsedRecord(e.Key, e.Value))],
                    Pages = [.. plans.Where(p => p.Writes).Select(p => p.Pages!)],
                    Mutants = [.. _mutation.Values.Select(m => m.Results.Select(r => Math.Round(r.Time.TotalMilliseconds, 1)).ToArray())],
                },
            };
        }
    }

    /// <summary>A record of a run that has only started.</summary>
    public static EvidenceRecord Header(Guid id, DateTimeOffset startedAt, string? url) =>
        new()
        {
            State = RunState.Interrupted,
            Verdict = Verdicts.Of(RunState.Interrupted, null, null, [], [], [], []),
            Varying = new VaryingRecord(id, startedAt, null, "", url ?? ContinuousIntegration.Url(), [], [], []),
        };

    private List<CountRecord> Counts()
    {
        var counts = new List<CountRecord>();
        void Add(string of, long number)
        {
            if (number > 0)
                counts.Add(new CountRecord(of, number));
        }
        Add(
            "statements tried on the isolation of tables, views and functions",
            _isolation.Values.Sum(r => r.Tables.Sum(t => (long)t.Attempts) + r.Reached.Sum(o => o.Attempts))
        );
        Add("attempts of the access matrix", _matrices.Values.Sum(m => m.Verdicts.Count));
        Add("attempts of the timeline", _timelines.Sum(t => t.Attempts) + _tableTimelines.Sum(t => t.Attempts));
        Add("small worlds", _proofs.Values.Sum(p => p.Worlds));
        Add("decisions in small worlds", _proofs.Values.Sum(p => (long)p.Decisions));
        Add("mutants", _mutation.Values.Sum(m => m.Results.Count));
        foreach (var (of, number) in _counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            Add(of, number);
        return counts;
    }

    private Finding[] Findings() =>
        [
            .. AccessFindings
                .Of(_timelines)
                .Concat(_findings)
                .OrderBy(f =>
                    f.Status switch
                    {
                        FindingStatus.Open => 0,
                        FindingStatus.Proposed => 1,
                        FindingStatus.Accepted => 2,
                        _ => 3,
                    }
                )
                .ThenByDescending(f => f.Severity)
                .ThenBy(f => f.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Sentence, StringComparer.Ordinal),
        ];

    private void Took(string what, TimeSpan time) => _elapsed[what] = (long)time.TotalMilliseconds;

    private void Put(Action put)
    {
        lock (_lock)
            put();
    }

    private static string Word(GrantBaseline baseline) => baseline.ToString().ToLowerInvariant();
}
