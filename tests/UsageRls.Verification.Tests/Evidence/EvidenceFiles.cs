using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Tests the evidence files: each conforms to its format, however the run ended.</summary>
[WithoutDatabase]
public sealed class EvidenceFiles
{
    private string _folder = "";

    private static IEnumerable<TestCaseData> Runs =>
        [
            new TestCaseData(SampleRun.Green(200)).SetArgDisplayNames("green"),
            new TestCaseData(SampleRun.Red(200)).SetArgDisplayNames("red"),
            new TestCaseData(SampleRun.Filtered()).SetArgDisplayNames("filtered"),
            new TestCaseData(SampleRun.Interrupted()).SetArgDisplayNames("interrupted"),
        ];

    [SetUp]
    public void Create() => _folder = Scratch.Folder("usage rls evidence").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Runs))]
    public async Task Findings_are_valid_SARIF(EvidenceRecord record)
    {
        var schema = await JsonSchema.FromJsonAsync(
            await Browser.PackageFileAsync("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")
        );
        Write(record);
        Assert.That(schema.Validate(Read(EvidenceFolder.Sarif)).Select(e => e.ToString()), Is.Empty);
    }

    [TestCaseSource(nameof(Runs))]
    public async Task The_in_toto_statement_and_the_detail_conform_to_their_schemas(EvidenceRecord record)
    {
        Write(record);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await FaultsAsync("evidence.schema.json", EvidenceFolder.Statement), Is.Empty);
            Assert.That(await FaultsAsync("evidence-detail.schema.json", EvidenceFolder.Detail), Is.Empty);
        }
    }

    [Test]
    public void The_in_toto_statement_names_the_migrations_and_the_digest_of_the_detail()
    {
        Write(SampleRun.Red(200));
        var statement = JsonNode.Parse(Read(EvidenceFolder.Statement))!;
        var detail = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, EvidenceFolder.Detail))));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                statement["subject"]!.AsArray().Select(s => (string)s!["digest"]!["sha256"]!),
                Is.EqualTo([.. SampleRun.Migrations.Select(m => m.Sha256), SampleDeployed.Differs.Sha256])
            );
            Assert.That((string)statement["predicate"]!["configuration"]![0]!["digest"]!["sha256"]!, Is.EqualTo(detail));
            Assert.That((string)statement["predicate"]!["result"]!, Is.EqualTo("FAILED"));
            Assert.That(statement["predicate"]!["failedTests"]!.AsArray(), Has.Count.EqualTo(3));
        }
    }

    [Test]
    public void Findings_and_failures_point_to_the_SQL_statement_that_last_changed_their_object()
    {
        Write(SampleRun.Red(200));
        var run = JsonNode.Parse(Read(EvidenceFolder.Sarif))!["runs"]![0]!;
        var places = run["results"]!
            .AsArray()
            .Select(r =>
                (
                    (string)r!["ruleId"]!,
                    (string)r["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!,
                    (int)r["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!
                )
            );
        Assert.That(
            places,
            Is.EqualTo([
                ("access/insert", "migrations/20250102000000_second.sql", 4),
                ("lint/0082_index_covered_by_another", "migrations/20250101000000_first.sql", 2),
                ("lint/other", "migrations/20250102000000_second.sql", 6),
                ("check/Matrix", "migrations/20250102000000_second.sql", 4),
                ("check/Schema", "migrations/20250101000000_first.sql", 2),
            ])
        );
        Assert.That(
            run["results"]!.AsArray().Count(r => (string?)r!["suppressions"]?[0]!["status"] == "accepted"),
            Is.EqualTo(1),
            "an accepted finding is suppressed"
        );
    }

    [TestCase("public.team_members", null)]
    [TestCase("default privileges of postgres in public on tables", null)]
    [TestCase($"public.{SampleRun.Table}", "migrations/20250102000000_second.sql:6")]
    [TestCase($"policy \"Insert\" on {SampleRun.Table}", "migrations/20250102000000_second.sql:4")]
    [TestCase($"index {SampleRun.Table}_tokens_idx", "migrations/20250101000000_first.sql:2")]
    [TestCase($"truncate on {SampleRun.Table}", "migrations/20250102000000_second.sql:2")]
    [TestCase($"select on {SampleRun.Table}", "migrations/20250102000000_second.sql:6")]
    public void A_finding_has_the_place_of_its_object_or_none_if_no_migration_names_the_object(string about, string? place) =>
        Assert.That(SampleRun.Locator.Find(about)?.ToString(), Is.EqualTo(place));

    [TestCaseSource(nameof(Runs))]
    public void The_same_run_gives_the_same_bytes_except_for_what_is_marked_as_varying(EvidenceRecord record)
    {
        Write(record);
        var first = All();
        Write(record);
        Assert.That(All(), Is.EqualTo(first));

        Write(
            record with
            {
                Varying = record.Varying with
                {
                    Id = Guid.NewGuid(),
                    StartedAt = record.Varying.StartedAt.AddYears(1),
                    Server = "PostgreSQL 15.18, ready in 900 ms",
                },
            }
        );
        var later = All();
        var detail = JsonNode.Parse(first[EvidenceFolder.Detail])!.AsObject();
        var laterDetail = JsonNode.Parse(later[EvidenceFolder.Detail])!.AsObject();
        detail.Remove("varying");
        laterDetail.Remove("varying");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(JsonNode.DeepEquals(detail, laterDetail), Is.True);
            Assert.That(later[EvidenceFolder.Sarif], Is.EqualTo(first[EvidenceFolder.Sarif]));
            Assert.That(later[EvidenceFolder.Summary], Is.EqualTo(first[EvidenceFolder.Summary]));
            Assert.That(WithoutVarying(later[EvidenceFolder.Html]), Is.EqualTo(WithoutVarying(first[EvidenceFolder.Html])));
        }

        static string WithoutVarying(string html) =>
            System.Text.RegularExpressions.Regex.Replace(
                html,
                "<span data-varies>[^<]*</span>",
                "",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(5)
            );
    }

    [TestCaseSource(nameof(Runs))]
    public void The_summary_starts_with_at_most_ten_lines(EvidenceRecord record)
    {
        Write(record);
        var lines = Read(EvidenceFolder.Summary).Split('\n');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines[0], Does.Contain(record.Verdict.Sentence.Replace("_", "\\_", StringComparison.Ordinal)));
            Assert.That(
                lines
                    .TakeWhile(l => !l.StartsWith("###", StringComparison.Ordinal) && !l.StartsWith("<details>", StringComparison.Ordinal))
                    .Count(l => l != ""),
                Is.LessThanOrEqualTo(10)
            );
            Assert.That(Read(EvidenceFolder.Summary), Does.Not.Contain("<img").And.Not.Contain("</script>"));
        }
    }

    [Test]
    public void The_summary_of_a_red_run_shows_what_failed_and_how()
    {
        Write(SampleRun.Red(200));
        Assert.That(
            Read(EvidenceFolder.Summary),
            Does.Contain("- Matrix: The database does what the intent says: 2 fail")
                .And.Contain("<pre>3 of 93 attempts:\nTOO LOOSE: caller 0")
        );
    }

    [Test]
    public void Only_evidence_files_remain_after_an_interrupted_run_and_each_reports_the_interruption()
    {
        Write(SampleRun.Green(200));
        Write(SampleRun.Interrupted());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                All().Keys,
                Is.EquivalentTo([
                    EvidenceFolder.Html,
                    EvidenceFolder.Statement,
                    EvidenceFolder.Detail,
                    EvidenceFolder.Sarif,
                    EvidenceFolder.Summary,
                ])
            );
            Assert.That(Read(EvidenceFolder.Html), Does.Contain("did not finish").And.Not.Contain("Verified<"));
            Assert.That(Read(EvidenceFolder.Summary), Does.Contain("did not finish"));
            Assert.That((string)JsonNode.Parse(Read(EvidenceFolder.Statement))!["predicate"]!["result"]!, Is.EqualTo("FAILED"));
            Assert.That(
                (bool)JsonNode.Parse(Read(EvidenceFolder.Sarif))!["runs"]![0]!["invocations"]![0]!["executionSuccessful"]!,
                Is.False
            );
            Assert.That((string)JsonNode.Parse(Read(EvidenceFolder.Detail))!["state"]!, Is.EqualTo("interrupted"));
        }
    }

    private static async Task<JsonSchema> SchemaAsync(string file) =>
        await JsonSchema.FromFileAsync(ProjectRoot.At($"tests/UsageRls.Verification/Evidence/Schemas/{file}"));

    private async Task<string[]> FaultsAsync(string schema, string file) =>
        [.. (await SchemaAsync(schema)).Validate(Read(file)).Select(e => e.ToString())];

    private void Write(EvidenceRecord record) =>
        new EvidenceFolder(_folder).Write(
            record,
            record.Migrations.Count == 0 ? null : new MigrationSet("migrations", SampleRun.Migrations)
        );

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    private Dictionary<string, string> All() =>
        Directory
            .EnumerateFiles(_folder)
            .ToDictionary(f => Path.GetFileName(f)!, f => Encoding.UTF8.GetString(File.ReadAllBytes(f)), StringComparer.Ordinal);
}
