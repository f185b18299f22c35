using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using HandlebarsDotNet;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>The embedded Handlebars templates. In an HTML page what is put in is escaped; in others it is the model's part.</summary>
internal static class PageTemplate
{
    private const string Folder = "Evidence/";
    private const string Extension = ".hbs";

    private static readonly Assembly s_assembly = Assembly.GetExecutingAssembly();
    private static readonly Lazy<IHandlebars> s_html = new(() => Create(isHtml: true)),
        s_text = new(() => Create(isHtml: false));
    private static readonly ConcurrentDictionary<string, Lazy<HandlebarsTemplate<object, object>>> s_compiled = new(StringComparer.Ordinal);

    /// <summary>A model in its template, which is named from the folder of the evidence: <c>Templates/page.html</c>.</summary>
    public static byte[] Render(string name, object model) => Encoding.UTF8.GetBytes(RenderText(name, model));

    /// <summary>The same as text.</summary>
    public static string RenderText(string name, object model) => s_compiled.GetOrAdd(name, static n => new(() => Compile(n))).Value(model);

    /// <summary>A file of <c>Templates</c>, with the line ends that a browser sees, whatever the checkout made of them.</summary>
    public static string Read(string file) => ReadFile($"{Folder}Templates/{file}");

    private static string ReadFile(string name) => EmbeddedSql.Read(s_assembly, name).ReplaceLineEndings("\n");

    private static HandlebarsTemplate<object, object> Compile(string name) =>
        (name.EndsWith(".html", StringComparison.Ordinal) ? s_html : s_text).Value.Compile(ReadFile(Folder + name + Extension));

    // Files that begin with an underscore are parts that several places of the page use.
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
