using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Writes the run as an in-toto Statement v1 with the test-result predicate v0.1. The subjects of the statement are the migrations, and the
/// catalog of a deployed database if one was compared. The predicate's configuration lists the detail file, the accepted files,
/// and the server.
/// </summary>
/// <remarks>Source: in-toto Attestation Framework, "Statement layer specification" v1 and "Predicate type: Test Result" v0.1.</remarks>
internal static class InTotoStatement
{
    private const string MediaType = "application/json";

    /// <summary>Returns the bytes of the in-toto statement.</summary>
    /// <param name="record">The record of the run.</param>
    /// <param name="detail">The bytes of the detail file.</param>
    public static byte[] Render(EvidenceRecord record, byte[] detail)
    {
        var predicate = new JsonObject { ["result"] = record.Verdict.Result };
        predicate["configuration"] = new JsonArray([.. Configuration(record, detail)]);
        if (record.Varying.Url is { } url)
            predicate["url"] = url;
        predicate["passedTests"] = Names(record, TestOutcome.Passed);
        predicate["warnedTests"] = new JsonArray();
        predicate["failedTests"] = Names(record, TestOutcome.Failed);
        var statement = new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray([.. Subjects(record)]),
            ["predicateType"] = "https://in-toto.io/attestation/test-result/v0.1",
            ["predicate"] = predicate,
        };
        return JsonSerializer.SerializeToUtf8Bytes(statement, EvidenceJson.Readable);
    }

    private static IEnumerable<JsonNode> Subjects(EvidenceRecord record)
    {
        foreach (var migration in record.Migrations)
            yield return Descriptor($"{record.Folder}/{migration.File}", migration.Sha256);
        foreach (var subject in EvidenceSections.InOrder.SelectMany(s => s.Subjects(record)))
            yield return Descriptor(subject.File, subject.Sha256);
    }

    private static IEnumerable<JsonNode> Configuration(EvidenceRecord record, byte[] detail)
    {
        var file = Descriptor(EvidenceFolder.Detail, Convert.ToHexStringLower(SHA256.HashData(detail)));
        file["mediaType"] = MediaType;
        file["annotations"] = new JsonObject
        {
            ["role"] = "the record of this run",
            ["form"] = record.Form,
            ["state"] = record.State.ToString().ToLowerInvariant(),
            ["notRun"] = record.Tests.Count(t => t.Outcome == TestOutcome.NotRun),
        };
        yield return file;
        foreach (var accepted in record.Accepted)
            yield return Descriptor(accepted.File, accepted.Sha256);
        if (record.ServerVersion == "")
            yield break;
        yield return new JsonObject
        {
            ["name"] = "server",
            ["uri"] = $"pkg:generic/postgresql@{record.ServerVersion}",
            ["annotations"] = new JsonObject
            {
                ["baselines"] = new JsonArray([.. record.Baselines.Select(b => (JsonNode)b)]),
                ["seed"] = record.Seed,
                ["throwaway"] = record.IsThrowawayServer,
            },
        };
    }

    private static JsonObject Descriptor(string name, string sha256) =>
        new()
        {
            ["name"] = name,
            ["digest"] = new JsonObject { ["sha256"] = sha256 },
        };

    private static JsonArray Names(EvidenceRecord record, TestOutcome outcome) =>
        new([.. record.Tests.Where(t => t.Outcome == outcome).Select(t => (JsonNode)t.FullName)]);
}
