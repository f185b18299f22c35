using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>A test case for a lint: SQL that breaks the schema, optionally an attack that then succeeds, and a repair.</summary>
/// <param name="Id">The id of the lint, such as <c>0001_rls_disabled</c>: the name of the story's file without its extension.</param>
/// <param name="Title">The title of the story, which is part of the test's name.</param>
/// <param name="Object">The object that the finding must name.</param>
/// <param name="Severity">The severity that the finding must have.</param>
/// <param name="Broken">The SQL that breaks the schema.</param>
/// <param name="BrokenBy">The role that runs <paramref name="Broken"/> and the repair: <c>owner</c> or <c>administrator</c>.</param>
/// <param name="Repaired">The SQL that repairs the schema; null to run the finding's remedy.</param>
/// <param name="Attack">
/// SQL that attacks: the last row that it returns is true if the attack succeeded, and an error means that the attack failed. Null if the
/// story has no attack.
/// </param>
/// <param name="AttackedBy">The name of the attacker, as <see cref="LintStories"/> lists it; null if the story has no attack.</param>
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

    /// <summary>All stories, in the order of the lints.</summary>
    public static IReadOnlyList<LintStory> All { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[Folder.Length]))
            .Order(StringComparer.Ordinal)
            .SelectMany(name => Parse(name[Folder.Length..^".sql".Length], EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name))),
    ];

    /// <summary>The SQL that creates the users, organisations and tables that all stories share.</summary>
    public static string SetUp { get; } = EmbeddedSql.Read(Assembly.GetExecutingAssembly(), Folder + "setup.sql");

    /// <summary>Reads the stories of one file, in the format that <c>Lints/Stories/README.md</c> describes.</summary>
    /// <exception cref="FormatException">The text is not in this format, for example a part is missing or unknown.</exception>
    public static IReadOnlyList<LintStory> Parse(string id, string text)
    {
        var stories = text.Split("-- story: ");
        if (!string.IsNullOrWhiteSpace(stories[0]))
            throw new FormatException($"{id}: the file does not start with a story.");
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

    // Returns the name of a part and who runs its SQL (empty if not given), from the first line of the part, such as "-- attack as eve".
    // Returns null for every other line.
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
