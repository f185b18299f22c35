using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Lints;

/// <summary>The lints' findings in the platform before the first migration; they are not reported as findings of the application.</summary>
/// <remarks>
/// If the server was copied from a data directory image, the findings are cached between runs: they depend only on the lints, the platform,
/// its grant baseline and the server. Without the cache, the lints take about twice the time.
/// </remarks>
internal sealed class PlatformFindings
{
    private readonly HashSet<string> _digests;

    private PlatformFindings(long objects, IEnumerable<string> digests) =>
        (Objects, _digests) = (objects, digests.ToHashSet(StringComparer.Ordinal));

    /// <summary>How many relations, functions and policies the lints examine before the first migration.</summary>
    public long Objects { get; }

    /// <summary>Reads the findings from the cache, or runs the lints on the platform with the grant baseline of the database.</summary>
    public static async Task<PlatformFindings> ReadAsync(TestDatabase database, CancellationToken cancellation)
    {
        var migrations = database.Template.Migrations.First(0);
        var template = database.Server.TemplateName(migrations, database.Template.Baseline);
        var lints = string.Join('\n', [.. Lint.Catalog, .. Lint.MadeUp, .. Lint.All.Select(l => l.Sql)]);
        var text = await database.Server.Server.RememberedAsync(
            $"lints-{Digest(template, lints)}",
            async () =>
            {
                var platform = await database.Server.TemplateAsync(migrations, database.Template.Baseline, cancellation);
                await using var clone = await platform.CloneAsync(cancellation);
                return Write(await LintRun.AllAsync(clone, cancellation));
            }
        );
        var lines = text.Split('\n');
        return new PlatformFindings(long.Parse(lines[0], CultureInfo.InvariantCulture), lines.Skip(1));
    }

    /// <summary>Whether the platform alone already has the same finding.</summary>
    public bool Contains(Finding finding) => _digests.Contains(DigestOf(finding));

    private static string Write((IReadOnlyList<Finding> Findings, long Objects) found) =>
        string.Join('\n', [found.Objects.ToString(CultureInfo.InvariantCulture), .. found.Findings.Select(DigestOf)]);

    private static string DigestOf(Finding finding) => Digest(finding.Id, $"{finding.Severity}", finding.Object, finding.Sentence);

    private static string Digest(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))));
}
