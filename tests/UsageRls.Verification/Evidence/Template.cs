using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using HandlebarsDotNet;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>The embedded Handlebars templates. In an HTML page what is put in is escaped; in others it is the model's part.</summary>
internal static class Template
{
    private const string Folder = "Evidence/Templates/";
    private const string Extension = ".hbs";

    private static readonly Assembly s_assembly = Assembly.GetExecutingAssembly();
    private static readonly ConcurrentDictionary<string, Lazy<HandlebarsTemplate<object, object>>> s_compiled = new(StringComparer.Ordinal);

    /// <summary>A model in its template.</summary>
    public static byte[] Render(string name, object model) =>
        Encoding.UTF8.GetBytes(s_compiled.GetOrAdd(name, static n => new(() => Compile(n))).Value(model));

    /// <summary>A file beside the templates, with the line ends that a browser sees, whatever the checkout made of them.</summary>
    public static string Read(string file) => EmbeddedSql.Read(s_assembly, Folder + file).ReplaceLineEndings("\n");

    private static HandlebarsTemplate<object, object> Compile(string name)
    {
        var isPage = name.EndsWith(".html", StringComparison.Ordinal);
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = !isPage, ThrowOnUnresolvedBindingExpression = true });
        foreach (
            var partial in s_assembly.GetManifestResourceNames().Where(n => isPage && n.StartsWith(Folder + "_", StringComparison.Ordinal))
        )
        {
            handlebars.RegisterTemplate(partial[Folder.Length..^Extension.Length], Read(partial[Folder.Length..]));
        }

        return handlebars.Compile(Read(name + Extension));
    }
}
