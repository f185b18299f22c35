using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using HandlebarsDotNet;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Renders the embedded Handlebars templates. HTML templates escape the values of a model. Other templates do not, so their models must
/// contain escaped values.
/// </summary>
internal static class PageTemplate
{
    private const string Folder = "Evidence/";
    private const string Extension = ".hbs";

    private static readonly Assembly s_assembly = Assembly.GetExecutingAssembly();
    private static readonly Lazy<IHandlebars> s_html = new(() => Create(isHtml: true)),
        s_text = new(() => Create(isHtml: false));
    private static readonly ConcurrentDictionary<string, Lazy<HandlebarsTemplate<object, object>>> s_compiled = new(StringComparer.Ordinal);

    /// <summary>Renders a model to UTF-8. The template's name is relative to <c>Evidence</c>: <c>Templates/page.html</c>.</summary>
    public static byte[] Render(string name, object model) => Encoding.UTF8.GetBytes(RenderText(name, model));

    /// <summary>Renders a model to text; the template's name is relative to the <c>Evidence</c> folder.</summary>
    public static string RenderText(string name, object model) => s_compiled.GetOrAdd(name, static n => new(() => Compile(n))).Value(model);

    /// <summary>Reads a file of <c>Templates</c>, with LF line ends, so that a browser computes the hash that the page names.</summary>
    public static string Read(string file) => ReadFile($"{Folder}Templates/{file}");

    private static string ReadFile(string name) => EmbeddedSql.Read(s_assembly, name).ReplaceLineEndings("\n");

    private static HandlebarsTemplate<object, object> Compile(string name) =>
        (name.EndsWith(".html", StringComparison.Ordinal) ? s_html : s_text).Value.Compile(ReadFile(Folder + name + Extension));

    // For HTML, registers files whose names begin with an underscore as partials, which templates include.
    private static IHandlebars Create(bool isHtml)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = !isHtml, ThrowOnUnresolvedBindingExpression = true });
        foreach (var file in s_assembly.GetManifestResourceNames().Where(n => isHtml && n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var name = file[(file.LastIndexOf('/') + 1)..];
            if (name.StartsWith('_') && name.EndsWith(Extension, StringComparison.Ordinal))
                handlebars.RegisterTemplate(name[..^Extension.Length], ReadFile(file));
        }
        return handlebars;
    }
}
