using System.Text.RegularExpressions;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>Compares the stand-in for the platform with the catalog of a database that Supabase's own scripts created.</summary>
/// <remarks>
/// Each <c>Facts/*.tsv</c>, except <c>differences.tsv</c>, holds rows of that catalog; the <c>.sql</c> file of the same name reads the
/// corresponding rows from the stand-in.
/// </remarks>
public sealed partial class PlatformFacts
{
    private static readonly string s_folder = ProjectRoot.At("tests/UsageRls.Verification.Tests/Platform/Facts");

    private static readonly Difference[] s_differences =
    [
        .. Lines("differences.tsv").Select(line => line.Split('\t')).Select(cells => new Difference(cells[0], cells[1], cells[2])),
    ];

    private TestDatabase _database = null!;

    private static IEnumerable<string> Kinds =>
        Directory.EnumerateFiles(s_folder, "*.sql").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    [OneTimeSetUp]
    public async Task StartAsync() => _database = await Laboratory.MigratedAsync([], GrantBaseline.Explicit);

    [OneTimeTearDown]
    public async Task StopAsync() => await _database.DisposeAsync();

    [TestCaseSource(nameof(Kinds))]
    public async Task Facts_of_the_platform_are_true_of_the_stand_in(string kind)
    {
        var ours = (await ReadAsync(kind)).ToHashSet();
        var theirs = Lines($"{kind}.tsv").Select(Normal).ToHashSet();
        Assert.That(theirs, Is.Not.Empty);

        var differing = ours.Except(theirs)
            .Select(row => (Row: row, Shown: "only in the stand-in: " + row))
            .Concat(theirs.Except(ours).Select(row => (Row: row, Shown: "only on the platform: " + row)))
            .ToArray();
        var known = s_differences.Where(d => d.Facts == kind).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                differing.Where(d => !known.Any(k => k.Explains(d.Row))).Select(d => d.Shown),
                Is.Empty,
                "differences that no line of differences.tsv explains"
            );
            Assert.That(
                known.Where(k => !differing.Any(d => k.Explains(d.Row))),
                Is.Empty,
                "lines of differences.tsv that explain no difference"
            );
        }
    }

    [Test]
    public void Every_difference_from_the_platform_has_a_reason() =>
        Assert.That(s_differences.Select(d => d.Reason), Has.All.Match("^[A-Z].{20,}[.]$"));

    [Test]
    public async Task Facts_of_the_platform_hold_for_objects_under_row_level_security()
    {
        // PostgreSQL ignores row level security on a relation with an OID below 16384.
        await using var builtIn = _database.Connections.CreateCommand(
            "select array(select oid::regclass::text from pg_class "
                + "where relnamespace::regnamespace::text in ('auth', 'storage', 'realtime', 'vault') and oid < 16384)"
        );
        Assert.That(await builtIn.ExecuteScalarAsync(), Is.Empty);
    }

    private static IEnumerable<string> Lines(string file) => File.ReadAllLines(Path.Combine(s_folder, file)).Skip(1);

    private async Task<List<string>> ReadAsync(string kind)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        var names = Enumerable.Range(0, Columns(kind)).Select(i => $"c{i}").ToArray();
        var texts = names.Select(c =>
            $"coalesce(case pg_typeof({c}) when 'boolean'::regtype then left({c}::text, 1) else {c}::text end, '')"
        );
        // The facts were read with the platform's search path: names in the schema auth are not qualified.
        await using var command = new NpgsqlCommand(
            "set search_path = auth; select concat_ws(e'\\t', "
                + $"{string.Join(", ", texts)}) from ("
                + File.ReadAllText(Path.Combine(s_folder, $"{kind}.sql")).TrimEnd()
                + $") as facts ({string.Join(", ", names)})",
            connection
        );
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(Normal(reader.GetString(0)));
        return rows;
    }

    private static int Columns(string kind) => File.ReadLines(Path.Combine(s_folder, $"{kind}.tsv")).First().Split('\t').Length;

    // Sorts grants, and removes the privilege MAINTAIN of PostgreSQL 17 and later: the facts were read from an older version.
    private static string Normal(string row) =>
        Grants()
            .Replace(
                row,
                found =>
                    '{'
                    + string.Join(
                        ',',
                        found.Groups["list"].Value.Split(',').Select(grant => Maintain().Replace(grant, "")).Order(StringComparer.Ordinal)
                    )
                    + '}'
            )
            .TrimEnd('\t');

    [GeneratedRegex("""\{(?<list>[^{}]*=[^{}]*)\}""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Grants();

    [GeneratedRegex("""(?<==[^/]*)m\*?(?=[^/]*/)""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Maintain();

    private sealed record Difference(string Facts, string Pattern, string Reason)
    {
        public bool Explains(string row) => Regex.IsMatch(row, Pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
    }
}
