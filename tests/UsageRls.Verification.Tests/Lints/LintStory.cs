using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>How a lint comes and goes: SQL that breaks the schema its way, an attack that gets through, and a repair.</summary>
/// <param name="Id">The lint: the name of the file that tells it, <c>Lints/Stories/0001_rls_disabled.sql</c>.</param>
/// <param name="Title">The title; part of the test's name.</param>
/// <param name="Object">The object that the finding must name.</param>
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

    /// <summary>Reads the stories of one file, as the README beside them describes it.</summary>
    /// <exception cref="FormatException">A part is missing or unknown.</exception>
    public static IReadOnlyList<LintStory> Parse(string id, string text)
    {
        var stories = text.Split("-- story: ");
        if (!string.IsNullOrWhiteSpace(stories[0]))
            throw new FormatException($"{id}: starts with no story.");
        return [.. stories.Skip(1).Select(story => ParseOne(id, story.Split('\n')))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} · {Title}";

    private static LintStory ParseOne(string id, string[] lines)
    {
        var head = lines.TakeWhile(l => Part(l) is null).ToArray();
        var header = SqlHeader.Parse(id, $"-- {string.Join('\n', head)}", "object", "severity");
        var parts = ReadParts(id, lines.Skip(head.Length));
        if (!parts.TryGetValue("broken", out var broken))
            throw new FormatException($"{id}: a story has no part 'broken'.");
        var story = new LintStory(
            id,
            header.Title,
            header.Require("object"),
            header.Require("severity"),
            broken.Sql,
            broken.By == "" ? "owner" : broken.By,
            parts.TryGetValue("repaired", out var repaired) ? repaired.Sql : null,
            parts.TryGetValue("attack", out var attack) ? attack.Sql : null,
            attack.By
        );
        header.End();
        return story;
    }

    private static Dictionary<string, (string By, string Sql)> ReadParts(string id, IEnumerable<string> lines)
    {
        var parts = new Dictionary<string, (string By, string Sql)>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in lines)
        {
            if (Part(line) is { } part)
            {
                name = part.Name;
                parts[name] = (part.By, "");
            }
            else if (line.StartsWith("-- ", StringComparison.Ordinal))
            {
                throw new FormatException($"{id}: unknown part of a story: {line}");
            }
            else
            {
                parts[name] = (parts[name].By, parts[name].Sql + line + '\n');
            }
        }
        return parts;
    }

    // As "-- attack as eve": the part, and who runs it.
    private static (string Name, string By)? Part(string line)
    {
        foreach (var name in (string[])["broken", "attack", "repaired"])
        {
            if (line.TrimEnd() == $"-- {name}")
                return (name, "");
            if (line.StartsWith($"-- {name} as ", StringComparison.Ordinal))
                return (name, line[$"-- {name} as ".Length..].Trim());
        }
        return null;
    }
}
