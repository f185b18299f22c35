using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using UsageRls.Fixtures;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Whether a run has ended.</summary>
public enum RunState
{
    /// <summary>The run has not ended, or was broken off: it is still running, was killed, or could not continue.</summary>
    Interrupted,

    /// <summary>The run ended without an interruption, with any result.</summary>
    Ended,
}

/// <summary>
/// The record of a run: the migrations under test, the server, the checks and their results. Every output format of the evidence is made
/// from this record; the page and SARIF also quote statements of the migrations. As JSON the record is <c>evidence-detail.json</c>. Two
/// runs on the same input differ only in <see cref="Varying"/> and in what is kept from earlier runs.
/// </summary>
public sealed record EvidenceRecord
{
    /// <summary>The name and version of the record's format.</summary>
    public string Form { get; } = "usage-rls/evidence-detail/v1";

    /// <summary>Whether the run has ended.</summary>
    public required RunState State { get; init; }

    /// <summary>The verdict of the run.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>The project's commit, with <c>-dirty</c> if tracked files differ from it; empty if git reports none.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The migrations' folder, relative to the top of the project; only the folder's name if it is outside the project.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The migrations under test, in the order in which they are applied.</summary>
    public IReadOnlyList<MigrationRecord> Migrations { get; init; } = [];

    /// <summary>The files of the accepted folder, such as the intent file and the exceptions.</summary>
    public IReadOnlyList<FileRecord> Accepted { get; init; } = [];

    /// <summary>The parts of the platform that are stand-ins, and the parts of the migrations that were not applied as written.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <summary>The server's version, for example 15.18; empty if the run had no server.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>Whether the run started the server itself.</summary>
    public bool IsThrowawayServer { get; init; }

    /// <summary>The grant baselines that were verified.</summary>
    public IReadOnlyList<string> Baselines { get; init; } = [];

    /// <summary>The seed of the random worlds.</summary>
    public int Seed { get; init; }

    /// <summary>Counts of attempts, worlds, mutants, probes and so on.</summary>
    public IReadOnlyList<CountRecord> Counts { get; init; } = [];

    /// <summary>The stages and checks that did not run, each with the reason.</summary>
    public IReadOnlyList<NotRunRecord> NotRun { get; init; } = [];

    /// <summary>The stages that did not run again, because an earlier run kept their results for the same input.</summary>
    public IReadOnlyList<KeptRecord> Kept { get; init; } = [];

    /// <summary>The processes that each verified a share of the tables for this run; <see cref="Kept"/> names their results.</summary>
    public IReadOnlyList<ShardRecord> Shards { get; init; } = [];

    /// <summary>The task's acceptance criteria, each with the checks that prove it and their results.</summary>
    public IReadOnlyList<CriterionRecord> Criteria { get; init; } = [];

    /// <summary>Every check of the run with its outcome, ordered by group and name.</summary>
    public IReadOnlyList<TestRecord> Tests { get; init; } = [];

    /// <summary>The findings: open findings first, and among findings of one status the most severe first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The parts that the evidence's sections (folder <c>Evidence/Sections</c>) add to the record.</summary>
    [JsonIgnore]
    public RecordParts Parts { get; init; } = RecordParts.Empty;

    /// <summary>Times, ids and values that depend on the machine. They may differ between two runs on the same input.</summary>
    public required VaryingRecord Varying { get; init; }

    /// <summary>The sections' parts for the JSON, where each part is a property.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> PartsInJson => Parts.ToJson();

    /// <summary>Returns a section's part that is a list.</summary>
    public IReadOnlyList<T> Part<T>(string name) => Parts.List<T>(name);

    /// <summary>Returns a copy of the record with one section's part replaced.</summary>
    public EvidenceRecord With(string name, object part) => this with { Parts = Parts.With(name, part) };
}

/// <summary>The verdict of a run: the result in the words of in-toto, and a sentence for people.</summary>
/// <param name="Result"><c>PASSED</c>, <c>FAILED</c>, or <c>WARNED</c> if nothing failed but something did not run.</param>
/// <param name="Sentence">The result as a sentence.</param>
public sealed record RunVerdict(string Result, string Sentence);

/// <summary>A migration under test.</summary>
/// <param name="File">The migration's file name.</param>
/// <param name="Sha256">The SHA-256 digest of the file's bytes.</param>
/// <param name="Statements">How many statements the file contains.</param>
public sealed record MigrationRecord(string File, string Sha256, int Statements);

/// <summary>A file that the evidence names, such as the intent file, or the catalog of a deployed database, with its digest.</summary>
/// <param name="File">The file's path, relative to the top of the project; a name for a catalog.</param>
/// <param name="Sha256">The SHA-256 digest of the content.</param>
public sealed record FileRecord(string File, string Sha256)
{
    internal static IReadOnlyList<FileRecord> Read(string? folder) =>
        folder is null || !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Order(StringComparer.Ordinal)
                    .Select(file => new FileRecord(
                        $"{ProjectRoot.FromTop(folder)}/{Path.GetFileName(file)}",
                        Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(file)))
                    )),
            ];
}

/// <summary>A count of one kind of thing.</summary>
/// <param name="Of">The kind of thing that is counted.</param>
/// <param name="Number">The count.</param>
public sealed record CountRecord(string Of, long Number);

/// <summary>A stage, or a group of checks, that did not run.</summary>
/// <param name="What">The name of the stage or of the checks.</param>
/// <param name="Why">The reason; empty if unknown.</param>
/// <param name="Checks">How many checks did not run; 0 for a stage.</param>
public sealed record NotRunRecord(string What, string Why, int Checks);

/// <summary>A stage whose result is kept from an earlier run on the same input.</summary>
/// <param name="Stage">The stage's name, usually with its grant baseline.</param>
/// <param name="At">When the earlier run kept the result, UTC.</param>
public sealed record KeptRecord(string Stage, DateTimeOffset At)
{
    /// <summary>Returns the kept stages whose names begin with one of the given texts, as lines for the page.</summary>
    internal static IReadOnlyList<string> Lines(EvidenceRecord record, params string[] beginnings) =>
        [
            .. record
                .Kept.Where(k => Array.Exists(beginnings, b => k.Stage.StartsWith(b, StringComparison.Ordinal)))
                .Select(k => k.ToString()),
        ];

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Stage}, from the run of {At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}

/// <summary>A process that verified a share of the tables.</summary>
/// <param name="Shard">Which shard, as in <c>shard 2 of 5</c>.</param>
/// <param name="At">When the process ended, UTC.</param>
/// <param name="Tables">The tables of the shard.</param>
/// <param name="Mutated">The tables whose mutants the shard ran.</param>
public sealed record ShardRecord(string Shard, DateTimeOffset At, IReadOnlyList<string> Tables, IReadOnlyList<string> Mutated)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Shard}, {At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: ")
        + (Tables.Count == 0 ? "no table" : string.Join(", ", Tables));
}

/// <summary>The values that may differ between two runs on the same input.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="StartedAt">When the run started, UTC.</param>
/// <param name="EndedAt">When the run ended, UTC; null if it did not end.</param>
/// <param name="Server">A description of the server and how it was started, without a password.</param>
/// <param name="Url">The URL of the CI run; null if unknown.</param>
/// <param name="Elapsed">How long each stage took.</param>
public sealed record VaryingRecord(
    Guid Id,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Server,
    string? Url,
    IReadOnlyList<ElapsedRecord> Elapsed
)
{
    /// <summary>The varying parts that the evidence's sections (folder <c>Evidence/Sections</c>) add to the record.</summary>
    [JsonIgnore]
    public RecordParts Parts { get; init; } = RecordParts.EmptyVarying;

    /// <summary>The sections' varying parts for the JSON, where each part is a property.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> PartsInJson => Parts.ToJson();

    /// <summary>Returns a copy with one section's varying part replaced.</summary>
    public VaryingRecord With(string name, object part) => this with { Parts = Parts.With(name, part) };
}

/// <summary>The duration of a stage.</summary>
/// <param name="What">The stage's name.</param>
/// <param name="Milliseconds">The duration in milliseconds.</param>
public sealed record ElapsedRecord(string What, long Milliseconds);
