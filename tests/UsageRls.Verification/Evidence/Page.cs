using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence;

/// <summary>Renders the HTML page: one file, which loads nothing from the network and runs only its own script.</summary>
internal static class Page
{
    private static readonly Lazy<string> s_style = new(() => PageTemplate.Read("page.css"));
    private static readonly Lazy<string> s_script = new(() => PageTemplate.Read("page.js"));

    /// <summary>Renders the page of a run.</summary>
    public static byte[] Render(EvidenceRecord record, StatementLocator locator) =>
        PageTemplate.Render(
            "Templates/page.html",
            new Model(
                $"default-src 'none'; style-src '{Hash(s_style.Value)}'; script-src '{Hash(s_script.Value)}'; base-uri 'none'; "
                    + $"form-action 'none'",
                s_style.Value,
                s_script.Value,
                Data(record),
                HeadView.From(record),
                FailureView.From(record, locator),
                [.. EvidenceSections.InOrder.SelectMany(s => s.Links(record))],
                [.. EvidenceSections.InOrder.Select(s => PageTemplate.RenderText($"Sections/{s.Template}.html", s.View(record, locator)))]
            )
        );

    // The serializer escapes <, so the data cannot close the script element that contains it.
    private static string Data(EvidenceRecord record) =>
        JsonSerializer.Serialize(
            EvidenceSections.InOrder.SelectMany(s => s.ScriptData(record)).ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal),
            JsonSerializerOptions.Web
        );

    // The hash for the Content-Security-Policy: the browser applies no script or style with another hash.
    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private sealed record Model(
        string Policy,
        string Style,
        string Script,
        string Data,
        HeadView Head,
        FailureView Failures,
        IReadOnlyList<SectionLink> Links,
        IReadOnlyList<string> Sections
    );
}
