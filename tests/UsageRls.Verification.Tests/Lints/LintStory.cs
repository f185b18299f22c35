using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>How a lint comes and goes: SQL that breaks the schema its way, an attack that gets through, and a repair.</summary>
/// <param name="Id">The lint: the name of the file that tells it, <c>Lints/Stories/0001_rls_disabled.sql</c>.</param>
/// <param name="Title">The title; part of the test's name.</param>
/// <param name="Object">What the finding is to name.</param>
/// <param name="Severity">How much it is to matter.</param>
/// <param name="Broken">SQL that breaks.</param>
/// <param name="BrokenBy">Who runs it, and the repair: <c>owner</c> or <c>administrator</c>.</param>
/// <param name="Repaired">SQL that repairs; null for the remedy that the finding gives.</param>
/// <param name="Attack">
/// SQL whose last result is true if the attack got through; an error is a failed attack. Null if there is none.
/// </param>
/// <param name="AttackedBy">Who attacks: see <see cref="LintStories"/>.</param>
public sealed record LintStory(
    string Id,
    string Title,
    string Object,
    string Severity,
    string Broken,
    string BrokenBy,
    string? Repaired,
    string? Attack,
    string? AttackedBy
)
{
    private const string Folder = "Lints/Stories/";

    /// <summary>Every story, in the order of the lints.</summary>
    public static IReadOnlyList<LintStory> All { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[Folder.Length]))
            .Order(StringComparer.Ordinal)
            .SelectMany(name => Parse(name[Folder.Length..^".sql".Length], EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name))),
    ];

    /// <summary>The tables and people that all stories stand on.</summary>
    public static string SetUp { get; } = EmbeddedSql.Read(Assembly.GetExecutingAssembly(), Folder + "setup.sql");

    /// <summary>
    /// Reads the stories of one file. Each starts at <c>-- story:</c>; its parts at <c>--
    /// object:</c>, <c>-- severity:</c>, <c>-- broken</c> and so on.
    /// </summary>
    /// <exception cref="FormatException">A part is missing or unknown.</exception>
    public static IReadOnlyList<LintStory> Parse(string id, string text)
    {
        var stories = new List<Dictionary<string, string>>();
        string? part = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("-- ", StringComparison.Ordinal))
            {
                var (name, value) = Header(line[3..].Trim());
                if (name == "story")
                    stories.Add([]);
                if (stories.Count == 0)
                    throw new FormatException($"{id}: starts with no story.");
                stories[^1][name] = value;
                part = name;
            }
            else if (part is "broken" or "attack" or "repaired")
            {
                stories[^1][part + " sql"] = stories[^1].GetValueOrDefault(part + " sql") + line + '\n';
            }
        }
        return [.. stories.Select(s => Create(id, s))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} · {Title}";

    private static LintStory Create(string id, Dictionary<string, string> parts)
    {
        string Required(string name) => parts.GetValueOrDefault(name) ?? throw new FormatException($"{id}: a story has no {name}.");
        return new LintStory(
            id,
            Required("story"),
            Required("object"),
            Required("severity"),
            Required("broken sql"),
            Required("broken") is { Length: > 0 } by ? by : "owner",
            parts.GetValueOrDefault("repaired sql"),
            parts.GetValueOrDefault("attack sql"),
            parts.GetValueOrDefault("attack")
        );
    }

    private static (string Name, string Value) Header(string text)
    {
        foreach (var name in (string[])["story:", "object:", "severity:"])
        {
            if (text.StartsWith(name, StringComparison.Ordinal))
                return (name[..^1], text[name.Length..].Trim());
        }

        foreach (var name in (string[])["broken", "attack", "repaired"])
        {
            if (text == name || text.StartsWith(name + " as ", StringComparison.Ordinal))
                return (name, text.Length > name.Length ? text[(name.Length + 4)..] : "");
        }

        throw new FormatException($"unknown part of a story: {text}");
    }
}
