using UsageRls.Fixtures.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UsageRls.Verification.Tenancy;

/// <summary>Reads nodes of the intent file, and keeps an error with its place for each that has another form.</summary>
/// <param name="path">The file's path, for errors.</param>
internal sealed class IntentYaml(string path)
{
    /// <summary>The errors until now.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>A table's name with its schema; null if it is none.</summary>
    public TableName? Name(YamlNode node, string text)
    {
        if (text.Split('.') is [{ Length: > 0 } schema, { Length: > 0 } table])
            return new TableName(schema, table);
        Add(
            node.Start,
            text.Contains('.', StringComparison.Ordinal)
                ? $"'{text}' is no table's name: <schema>.<table>"
                : $"'{text}' names no schema: did you mean 'public.{text}'?"
        );
        return null;
    }

    /// <summary>The items of a list; none if the node is empty.</summary>
    public IEnumerable<YamlNode> Items(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            return list.Children;
        if (!IsEmpty(node))
            Add(node.Start, "a list is expected here: lines that begin with '-'");
        return [];
    }

    /// <summary>The entries of a mapping; unknown names are errors, unless any name is allowed.</summary>
    public IEnumerable<(YamlNode Key, string Name, YamlNode Value)> Entries(YamlNode node, string[]? words, string of)
    {
        if (node is not YamlMappingNode map)
        {
            if (!IsEmpty(node))
                Add(node.Start, $"{of} needs 'name: value' here");
            yield break;
        }
        foreach (var (key, value) in map.Children)
        {
            var name = Scalar(key);
            if (words is null || words.Contains(name, StringComparer.Ordinal))
            {
                yield return (key, name, value);
            }
            else if (name == "as author" || name.EndsWith(')'))
            {
                Add(
                    key.Start,
                    $"'{name}' belongs to the value before it. In braces a comma ends the value: put it in quotes, or on a line of its own"
                );
            }
            else
            {
                Add(key.Start, Nearest.Unknown(name, words));
            }
        }
    }

    /// <summary>A single value.</summary>
    public string Scalar(YamlNode node)
    {
        if (node is YamlScalarNode scalar)
            return scalar.Value ?? "";
        Add(node.Start, "a single value is expected here");
        return "";
    }

    /// <summary>Whether nothing stands here.</summary>
    public static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Value: null or "" };

    /// <summary>The place of a mark.</summary>
    public static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>Adds an error with its place.</summary>
    public void Add(Mark at, string message) => Errors.Add($"{path}:{at.Line}:{at.Column}: {message}");
}
