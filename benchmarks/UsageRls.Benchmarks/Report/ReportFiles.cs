using System.Reflection;
using HandlebarsDotNet;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.Report;

/// <summary>Writes the report for people, as an HTML page and as Markdown.</summary>
internal static class ReportFiles
{
    private const string Folder = "Report/Templates/";
    private const string Start = "<!-- measured: written by --accept -->";
    private const string End = "<!-- /measured -->";

    private static readonly Assembly s_assembly = Assembly.GetExecutingAssembly();

    /// <summary>Writes <c>results.html</c> and <c>results.md</c> to the results folder.</summary>
    public static void Write(IReadOnlyList<ServerResults> results)
    {
        var view = View(results);
        File.WriteAllText(Path.Combine(ResultsFolder.Path, "results.html"), Render("page.html", view));
        File.WriteAllText(Path.Combine(ResultsFolder.Path, "results.md"), Render("results.md", view));
    }

    /// <summary>Replaces the tables in <c>benchmarks/RESULTS.md</c> and keeps the text that people wrote.</summary>
    public static void Accept(IReadOnlyList<ServerResults> results)
    {
        var file = ProjectRoot.At("benchmarks/RESULTS.md");
        var text = File.ReadAllText(file);
        var (start, end) = (text.IndexOf(Start, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (start < 0 || end < start)
            throw new InvalidOperationException($"{file} has no place for the tables: put the lines {Start} and {End} around the tables.");
        File.WriteAllText(file, $"{text[..start]}{Start}\n\n{Render("results.md", View(results)).Trim()}\n\n{text[end..]}");
    }

    private static ReportView View(IReadOnlyList<ServerResults> results) =>
        ReportView.From(results, EmbeddedSql.Read(Folder + "page.css") + EmbeddedSql.Read(Folder + "charts.css"));

    private static string Render(string name, ReportView view)
    {
        var handlebars = Handlebars.Create(
            new HandlebarsConfiguration
            {
                NoEscape = !name.EndsWith(".html", StringComparison.Ordinal),
                ThrowOnUnresolvedBindingExpression = true,
            }
        );
        foreach (var partial in s_assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder + "_", StringComparison.Ordinal)))
            handlebars.RegisterTemplate(Path.GetFileNameWithoutExtension(partial), EmbeddedSql.Read(s_assembly, partial));
        return handlebars.Compile(EmbeddedSql.Read(s_assembly, $"{Folder}{name}.hbs"))(view);
    }
}
