using System.Security.Cryptography;
using System.Text.Json.Serialization;
using UsageRls.Fixtures;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Whether a run came to its end.</summary>
public enum RunState
{
    /// <summary>It started and has not ended: it still runs, or was killed.</summary>
    Interrupted,

    /// <summary>It ended, with any result.</summary>
    Ended,
}

/// <summary>
/// The run's record: what was verified, on what, what was tried, what came of it. Every face of the evidence is made from
/// this and from nothing else; as JSON it is <c>evidence-detail.json</c>. Only <see cref="Varying"/> differs between two
/// runs of the same thing.
/// </summary>
public sealed record EvidenceRecord
{
    /// <summary>The version of this record's form.</summary>
    public string Form { get; } = "usage-rls/evidence-detail/v1";

    /// <summary>Whether the run came to its end.</summary>
    public required RunState State { get; init; }

    /// <summary>The verdict of the run.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>The project's commit, with <c>-dirty</c> where files differ from it; empty if git cannot be asked.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The migrations' folder, from the project's top, or its name alone where it is elsewhere.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The files under test, in order.</summary>
    public IReadOnlyList<MigrationRecord> Migrations { get; init; } = [];

    /// <summary>The files of what people have signed off.</summary>
    public IReadOnlyList<FileRecord> Accepted { get; init; } = [];

    /// <summary>The parts of the platform that are stand-ins, and the parts of the migrations that were not applied as written.</summary>
    public IReadOnlyList<string> StandIns { get; init; } = [];

    /// <summary>The server's version, as 15.18; empty if there was none.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>Whether the run started the server for itself.</summary>
    public bool IsThrowawayServer { get; init; }

    /// <summary>The grants that were started from.</summary>
    public IReadOnlyList<string> Baselines { get; init; } = [];

    /// <summary>The seed of the random worlds.</summary>
    public int Seed { get; init; }

    /// <summary>How many of what: attempts, worlds, mutants, probes.</summary>
    public IReadOnlyList<CountRecord> Counts { get; init; } = [];

    /// <summary>Stages and checks that did not run, and why.</summary>
    public IReadOnlyList<NotRunRecord> NotRun { get; init; } = [];

    /// <summary>The task's acceptance criteria, traced to checks.</summary>
    public IReadOnlyList<CriterionRecord> Criteria { get; init; } = [];

    /// <summary>Every claim, by name.</summary>
    public IReadOnlyList<TestRecord> Tests { get; init; } = [];

    /// <summary>The findings, the worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What the sections of <c>Sections</c> add: their parts.</summary>
    [JsonIgnore]
    public RecordParts Parts { get; init; } = RecordParts.Empty;

    /// <summary>Times, ids and values that depend on the machine: the only part that differs between two runs of the same thing.</summary>
    public required VaryingRecord Varying { get; init; }

    /// <summary>The same for the JSON, in which each part is a property.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> PartsInJson => Parts.ToJson();

    /// <summary>A section's part that is a list.</summary>
    public IReadOnlyList<T> Part<T>(string name) => Parts.List<T>(name);

    /// <summary>The same record with another part of a section.</summary>
    public EvidenceRecord With(string name, object part) => this with { Parts = Parts.With(name, part) };
}

/// <summary>The verdict of a run: the result in the words of in-toto, and a sentence for people.</summary>
/// <param name="Result"><c>PASSED</c>, <c>WARNED</c> where something did not run, <c>FAILED</c>.</param>
/// <param name="Sentence">The sentence.</param>
public sealed record RunVerdict(string Result, string Sentence);

/// <summary>A migration under test.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">The digest of its bytes.</param>
/// <param name="Statements">How many statements it holds.</param>
public sealed record MigrationRecord(string File, string Sha256, int Statements);

/// <summary>A file that the run was compared with.</summary>
/// <param name="File">Its path from the project's top, or its name.</param>
/// <param name="Sha256">The digest of its bytes.</param>
public sealed record FileRecord(string File, string Sha256)
{
    internal static IReadOnlyList<FileRecord> Of(string? folder) =>
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

/// <summary>A number of something.</summary>
/// <param name="Of">The kind of thing that is counted.</param>
/// <param name="Number">How many.</param>
public sealed record CountRecord(string Of, long Number);

/// <summary>Something that did not run.</summary>
/// <param name="What">What.</param>
/// <param name="Why">Why.</param>
/// <param name="Checks">How many checks that is.</param>
public sealed record NotRunRecord(string What, string Why, int Checks);

/// <summary>What differs between two runs of the same thing.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="EndedAt">When it ended, UTC; null if it did not.</param>
/// <param name="Server">Which server, and how it was started. No password.</param>
/// <param name="Url">The URL of the run, if it has one.</param>
/// <param name="Elapsed">How long what took.</param>
public sealed record VaryingRecord(
    Guid Id,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string Server,
    string? Url,
    IReadOnlyList<ElapsedRecord> Elapsed
)
{
    /// <summary>What the sections of <c>Sections</c> add: their varying parts.</summary>
    [JsonIgnore]
    public RecordParts Parts { get; init; } = RecordParts.EmptyVarying;

    /// <summary>The same for the JSON, in which each part is a property.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> PartsInJson => Parts.ToJson();

    /// <summary>The same with another part of a section.</summary>
    public VaryingRecord With(string name, object part) => this with { Parts = Parts.With(name, part) };
}

/// <summary>How long something took.</summary>
/// <param name="What">What.</param>
/// <param name="Milliseconds">How long.</param>
public sealed record ElapsedRecord(string What, long Milliseconds);
