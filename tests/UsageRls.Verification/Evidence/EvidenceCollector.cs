using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Collects the reports of a run's stages, in any order and from any thread, and makes the record of the run from them. Findings, tests and
/// counts are sorted, so that two runs on the same input differ only in <see cref="EvidenceRecord.Varying"/> and in what is kept.
/// </summary>
/// <param name="criteria">The task's acceptance criteria, each with the groups of checks that prove it.</param>
/// <param name="time">The clock.</param>
public sealed class EvidenceCollector(IReadOnlyList<Criterion> criteria, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Redaction _redaction = new();
    private readonly Collected _collected = new() { Header = Header(Guid.NewGuid(), time.GetUtcNow(), null) };

    /// <summary>Records the migrations under test, the seed and the accepted files, and reads the commit from git.</summary>
    public void Verifies(MigrationSet migrations, int seed, string? acceptedFolder)
    {
        var commit = GitCommit.Read(ProjectRoot.Path);
        lock (_lock)
        {
            Migrations = migrations;
            _collected.Header = _collected.Header with
            {
                Commit = commit,
                Folder = ProjectRoot.FromTop(migrations.Folder),
                Seed = seed,
                Baselines = [.. Enum.GetNames<GrantBaseline>().Select(b => b.ToLowerInvariant())],
                Migrations = [.. migrations.Migrations.Select(m => new MigrationRecord(m.FileName, m.Sha256, m.Statements.Count))],
                Accepted = FileRecord.Read(acceptedFolder),
            };
        }
    }

    /// <summary>Records which grant baselines are verified.</summary>
    public void StartsFrom(IReadOnlyList<GrantBaseline> baselines) =>
        Put(() => _collected.Header = _collected.Header with { Baselines = [.. baselines.Select(b => b.ToString().ToLowerInvariant())] });

    /// <summary>Records the folder of the migrations under test, for a run that cannot read the files.</summary>
    public void Verifies(string folder) => Put(() => _collected.Header = _collected.Header with { Folder = ProjectRoot.FromTop(folder) });

    /// <summary>The migrations under test; null until they are recorded.</summary>
    public MigrationSet? Migrations { get; private set; }

    /// <summary>Records the server of the run, and the server's password, so that the password is redacted.</summary>
    public void RunsOn(PostgresServer server)
    {
        _redaction.Learn(server.ConnectionString);
        lock (_lock)
        {
            _collected.Header = _collected.Header with
            {
                ServerVersion = server.Version.ToString(),
                IsThrowawayServer = server.IsThrowaway,
                Varying = _collected.Header.Varying with { Server = _redaction.Clean(server.Description) },
            };
        }
    }

    /// <summary>Records the stand-ins for parts of the platform, and the parts of migrations that were not applied as written.</summary>
    public void StandsOn(IReadOnlyList<StandIn> standIns) =>
        Put(() => _collected.Header = _collected.Header with { StandIns = StandIn.Lines(standIns) });

    /// <summary>Returns a text with its passwords redacted.</summary>
    public string Clean(string text) => _redaction.Clean(text);

    /// <summary>Records that the run could not start, and why.</summary>
    public void CannotStart(string fault) =>
        Put(() =>
        {
            _collected.Fault = _redaction.Clean(fault);
            _collected.NotRun.Add(new NotRunRecord("the run", _collected.Fault, 0));
        });

    /// <summary>Records that the run started but could not continue, and why.</summary>
    public void BrokeOff(string why) =>
        Put(() =>
        {
            _collected.BrokenOff = _redaction.Clean(why);
            _collected.NotRun.Add(new NotRunRecord("the rest of the run", _collected.BrokenOff, 0));
        });

    /// <summary>Adds a report for the sections of the evidence; replaces an earlier report of the same type and key.</summary>
    public void Add(IComparable key, object report) => Put(() => _collected.Reports.Put(key, report));

    /// <summary>Adds the password of a connection string to the passwords that are redacted in the evidence.</summary>
    public void Learn(string connectionString) => Put(() => _redaction.Learn(connectionString));

    /// <summary>Adds the findings of a stage.</summary>
    public void Add(IEnumerable<Finding> findings) => Put(() => _collected.Findings.AddRange(findings));

    /// <summary>Adds a number to the count of one kind of thing, for example <c>query plans</c>.</summary>
    public void Count(string of, long number) => Put(() => _collected.Counts[of] = _collected.Counts.GetValueOrDefault(of) + number);

    /// <summary>Records that a stage or check did not run, and why.</summary>
    public void DidNotRun(string what, string why, int checks = 0) =>
        Put(() => _collected.NotRun.Add(new NotRunRecord(what, _redaction.Clean(why), checks)));

    /// <summary>Records that a shard verified tables for this run.</summary>
    public void Verified(ShardFile file) =>
        Put(() => _collected.Shards.Add(new ShardRecord(file.Shard.ToString(), file.At, file.Tables, file.Mutated)));

    /// <summary>Records that the result of a stage is kept from an earlier run, and when that run kept it.</summary>
    public void Kept(string stage, DateTimeOffset at) => Put(() => _collected.Kept.Add(new KeptRecord(stage, at)));

    /// <summary>Records the outcome of every check, and the end of the run.</summary>
    public void Ended(IEnumerable<TestRecord> tests) =>
        Put(() =>
        {
            _collected.Tests =
            [
                .. tests
                    .Select(t => t with { Message = _redaction.Clean(t.Message) })
                    .OrderBy(t => t.Group, StringComparer.Ordinal)
                    .ThenBy(t => t.Name, StringComparer.Ordinal),
            ];
            // The end is the start plus the elapsed time, because somebody may have changed the clock during the run.
            var end = _collected.Header.Varying.StartedAt + time.GetElapsedTime(_began);
            _collected.Header = _collected.Header with
            {
                State = _collected.BrokenOff is null ? RunState.Ended : RunState.Interrupted,
                Varying = _collected.Header.Varying with { EndedAt = end },
            };
        });

    /// <summary>Makes the record from everything collected until now.</summary>
    public EvidenceRecord ToRecord()
    {
        lock (_lock)
            return _collected.ToRecord(criteria);
    }

    /// <summary>Returns the record of a run that has started and reported nothing yet.</summary>
    public static EvidenceRecord Header(Guid id, DateTimeOffset startedAt, string? url) =>
        new()
        {
            State = RunState.Interrupted,
            Verdict = Verdicts.Judge(RunState.Interrupted, null, null, [], [], [], "", 0),
            Varying = new VaryingRecord(id, startedAt, null, "", url ?? ContinuousIntegration.Url(), []),
        };

    private void Put(Action put)
    {
        lock (_lock)
            put();
    }
}
