using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Writes findings and failed checks as SARIF 2.1.0. The location of each is the statement of the responsible object, or else the last
/// statement that changed the object of the finding or check.
/// </summary>
/// <remarks>
/// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Findings that a migration has closed are left out.
/// </remarks>
internal static class SarifLog
{
    /// <summary>Returns the bytes of the SARIF log.</summary>
    public static byte[] Render(EvidenceRecord record, StatementLocator locator)
    {
        Result[] results =
        [
            .. record.Findings.Where(f => f.Status != FindingStatus.Closed).Select(f => OfFinding(f, locator)),
            .. Failure.From(record, locator).Select(OfFailure),
        ];
        var rules = results
            .GroupBy(r => r.Rule, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.MaxBy(r => r.Severity)!)
            .ToArray();
        var run = new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject { ["name"] = "UsageRls", ["rules"] = new JsonArray([.. rules.Select(Rule)]) },
            },
            ["automationDetails"] = new JsonObject { ["id"] = Category(record.ServerVersion) },
            ["columnKind"] = "utf16CodeUnits",
            ["invocations"] = new JsonArray(
                new JsonObject
                {
                    ["executionSuccessful"] = record.State == RunState.Ended,
                    ["toolExecutionNotifications"] = new JsonArray([.. Notifications(record)]),
                }
            ),
            ["results"] = new JsonArray([.. results.Select(r => r.ToJson(Array.FindIndex(rules, rule => rule.Rule == r.Rule)))]),
        };
        var log = new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        return JsonSerializer.SerializeToUtf8Bytes(log, EvidenceJson.Readable);
    }

    // A code host keeps the results of only one run in each category, so each major version of PostgreSQL has its own category.
    private static string Category(string version) => version == "" ? "usage-rls/" : $"usage-rls/postgresql-{version.Split('.')[0]}/";

    private static IEnumerable<JsonNode> Notifications(EvidenceRecord record)
    {
        if (record.State == RunState.Interrupted)
            yield return Notification("error", record.Verdict.Sentence);
        foreach (var what in record.NotRun)
            yield return Notification("warning", what.Why == "" ? $"Not run: {what.What}" : $"Not run: {what.What}: {what.Why}");
    }

    private static JsonObject Notification(string level, string text) => new() { ["level"] = level, ["message"] = Text(text) };

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject Rule(Result result) =>
        new()
        {
            ["id"] = result.Rule,
            ["shortDescription"] = Text(result.Kind),
            ["help"] = Text(result.Remedy),
            ["properties"] = new JsonObject
            {
                ["tags"] = new JsonArray("security", "row-level-security"),
                ["security-severity"] = Score(result.Severity),
            },
        };

    private static Result OfFinding(Finding finding, StatementLocator locator) =>
        new(
            finding.Id,
            $"Findings of the kind {finding.Id}",
            finding.Severity,
            finding.Sentence
                + (finding.Responsible is { } rule ? $" Cause: {rule.Explain()}." : "")
                + (finding.Remedy == "" ? "" : $" {finding.Remedy}"),
            finding.Remedy == "" ? finding.Sentence : finding.Remedy,
            finding.Responsible?.Place ?? locator.Find(finding.Object) ?? locator.Creation(finding.Object.Split('.')[^1]),
            finding.Acceptance
        );

    private static Result OfFailure(Failure failure) =>
        new(
            $"check/{failure.Group}",
            $"Checks of {failure.Group} that fail",
            Severity.High,
            $"{failure.Sentence}{(failure.Command is { } command ? $", {command.ToString().ToLowerInvariant()}" : "")}: "
                + (failure.Cases.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{failure.Cases.Count} cases fail. ") : "")
                + failure.Start(12),
            "evidence.html lists the statements, and dotnet test prints the whole message.",
            failure.Place,
            null
        );

    private static string Level(Severity severity) =>
        severity switch
        {
            Severity.Critical or Severity.High => "error",
            Severity.Medium => "warning",
            _ => "note",
        };

    // Code hosts expect the severity as a number from 0 to 10.
    private static string Score(Severity severity) =>
        severity switch
        {
            Severity.Critical => "9.5",
            Severity.High => "8.0",
            Severity.Medium => "5.5",
            Severity.Low => "3.0",
            _ => "1.0",
        };

    private sealed record Result(
        string Rule,
        string Kind,
        Severity Severity,
        string Message,
        string Remedy,
        Place? Place,
        Acceptance? Acceptance
    )
    {
        public JsonObject ToJson(int rule)
        {
            var result = new JsonObject
            {
                ["ruleId"] = Rule,
                ["ruleIndex"] = rule,
                ["level"] = Level(Severity),
                ["message"] = Text(Message),
            };
            if (Place is not null)
                result["locations"] = new JsonArray(Location(Place));
            result["partialFingerprints"] = new JsonObject { ["usageRls/v1"] = Fingerprint() };
            if (Acceptance is { } accepted)
            {
                // A proposal does not suppress the result: with the status "under review", code hosts still show the result.
                result["suppressions"] = new JsonArray(
                    new JsonObject
                    {
                        ["kind"] = "external",
                        ["status"] = accepted.SignedBy is null ? "underReview" : "accepted",
                        ["justification"] = $"{accepted}: {accepted.Reason}",
                    }
                );
            }
            return result;
        }

        private static JsonObject Location(Place place) =>
            new()
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = new JsonObject
                    {
                        ["uri"] = string.Join('/', place.File.Split('/').Select(Uri.EscapeDataString)),
                        ["uriBaseId"] = "%SRCROOT%",
                    },
                    ["region"] = new JsonObject
                    {
                        ["startLine"] = place.Line,
                        ["endLine"] = place.EndLine,
                        ["snippet"] = Text(place.Sql),
                    },
                },
            };

        // The fingerprint of a result stays the same if its statement moves to another line, or if the number of failed cases changes.
        private string Fingerprint() =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Rule}\n{Message.Split(':', '\n')[0]}\n{Place?.Sql}")))[..32];
    }
}
