using UsageRls.Fixtures.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UsageRls.Verification.Tenancy;

/// <summary>Reads YAML nodes of the intent file, and collects the mistakes in them with their positions.</summary>
/// <param name="path">The path of the intent file, for error messages.</param>
internal sealed class IntentYaml(string path)
{
    /// <summary>The errors found so far.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Parses a table name with its schema; null, with an error, if the text is no such name.</summary>
    public TableName? Name(YamlNode node, string text)
    {
        if (text.Split('.') is [{ Length: > 0 } schema, { Length: > 0 } table])
            return new TableName(schema, table);
        Add(
            node.Start,
            text.Contains('.', StringComparison.Ordinal)
                ? $"'{text}' is not of the form <schema>.<table>"
                : $"'{text}' names no schema: did you mean 'public.{text}'?"
        );
        return null;
    }

    /// <summary>Returns the items of a list; none if the node is empty. Any other node is an error.</summary>
    public IEnumerable<YamlNode> Items(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            return list.Children;
        if (!IsEmpty(node))
            Add(node.Start, "a list is expected here: lines that begin with '-'");
        return [];
    }

    /// <summary>
    /// Returns the entries of a mapping. A key that is not in <paramref name="words"/> is an error; if <paramref name="words"/> is null,
    /// any key is allowed.
    /// </summary>
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
                    $"'{name}' belongs to the value before it. In braces a comma ends the value: quote the value or give it its own line"
                );
            }
            else
            {
                Add(key.Start, Nearest.Unknown(name, words));
            }
        }
    }

    /// <summary>Returns the text of a scalar node; empty, with an error, if the node is a list or a mapping.</summary>
    public string Scalar(YamlNode node)
    {
        if (node is YamlScalarNode scalar)
            return scalar.Value ?? "";
        Add(node.Start, "a single value is expected here");
        return "";
    }

    /// <summary>Whether a node has no value.</summary>
    public static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Value: null or "" };

    /// <summary>Converts the YAML parser's mark into a position.</summary>
    public static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>Adds an error with its position.</summary>
    public void Add(Mark at, string message) => Errors.Add($"{path}:{at.Line}:{at.Column}: {message}");
}
