using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UsageRls.Verification.Tenancy;

/// <summary>Reads the intent file, and says of each mistake where it is.</summary>
internal sealed class IntentReader(string path)
{
    private static readonly string[] s_top = ["tenancies", "tables", "functions", "views", "excluded", "grants"];
    private static readonly string[] s_tenancy = ["tenants", "members", "counts"];
    private static readonly string[] s_members = ["table", "tenant", "user", "role", "counts"];
    private static readonly string[] s_table = ["tenant", "author", "owner", .. TableIntent.CommandNames, "service_role", "sample"];

    private static readonly Dictionary<string, WhoKind> s_uses = new(StringComparer.Ordinal)
    {
        ["nobody"] = WhoKind.Nobody,
        ["users"] = WhoKind.Users,
        ["everyone"] = WhoKind.Everyone,
    };

    private readonly List<string> _errors = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="IntentFileException">It cannot be understood.</exception>
    public IntentFile Read(string text)
    {
        var file = new IntentFile(path);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0)
            {
                foreach (var (key, name, value) in Entries(stream.Documents[0].RootNode, s_top, "the file"))
                {
                    file = name switch
                    {
                        "tenancies" => file with { Tenancies = [.. Items(value).Select(Tenancy).OfType<TenancyIntent>()] },
                        "tables" => file with
                        {
                            Tables = [.. Entries(value, null, "tables").Select(e => Table(e.Key, e.Name, e.Value)).OfType<TableIntent>()],
                        },
                        "functions" => file with { Functions = Uses(value, name) },
                        "views" => file with { Views = Uses(value, name) },
                        "excluded" => file with
                        {
                            Excluded =
                            [
                                .. Entries(value, null, "excluded").Select(e => Excluded(e.Key, e.Name, e.Value)).OfType<Exclusion>(),
                            ],
                        },
                        _ => file with { Grants = Grants(value) },
                    };
                }
            }
        }
        catch (YamlException fault)
        {
            Add(fault.Start, fault.InnerException?.Message ?? fault.Message);
        }
        return _errors.Count == 0 ? file : throw new IntentFileException(_errors);
    }

    private TenancyIntent? Tenancy(YamlNode node)
    {
        TenancyIntent? found = null;
        var entries = Entries(node, s_tenancy, "a tenancy").ToList();
        if (entries.Find(e => e.Name == "tenants") is not { Value: { } tenants } || Name(tenants, Scalar(tenants)) is not { } table)
        {
            Add(node.Start, "a tenancy needs 'tenants: <schema>.<table>'");
            return null;
        }
        found = new TenancyIntent(table) { At = At(node.Start) };
        foreach (var (_, name, value) in entries)
        {
            if (name == "counts")
                found = found with { Counts = Condition(value) };
            if (name != "members")
                continue;
            var members = Entries(value, s_members, "members").ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);
            string? Text(string key) => members.TryGetValue(key, out var one) ? Scalar(one) : null;
            if (Text("table") is not { } of)
                Add(value.Start, "members need 'table: <schema>.<table>'");
            found = found with
            {
                Members = Text("table") is { } memberships ? Name(members["table"], memberships) : null,
                Tenant = Text("tenant"),
                User = Text("user"),
                Role = Text("role"),
                Counts = members.TryGetValue("counts", out var counts) ? Condition(counts) : found.Counts,
            };
        }
        return found;
    }

    private TableIntent? Table(YamlNode key, string name, YamlNode node)
    {
        if (Name(key, name) is not { } table)
            return null;
        var commands = new Dictionary<string, Who>(StringComparer.Ordinal);
        var intent = new TableIntent(table) { At = At(key.Start), Commands = commands };
        foreach (var (_, word, value) in Entries(node, s_table, name))
        {
            switch (word)
            {
                case "tenant":
                    intent = intent with { Tenant = Scalar(value) };
                    break;
                case "author" or "owner":
                    intent = intent with { Author = Scalar(value) };
                    break;
                case "sample":
                    intent = intent with
                    {
                        Sample = Entries(value, null, "sample").ToDictionary(e => e.Name, e => Scalar(e.Value), StringComparer.Ordinal),
                    };
                    break;
                case "service_role":
                    intent = intent with { ServiceRole = Commands(value) };
                    break;
                default:
                    if (Who(value) is { } who)
                        commands[word] = who;
                    break;
            }
        }
        return intent;
    }

    private UseIntent[] Uses(YamlNode node, string section)
    {
        var uses = new List<UseIntent>();
        foreach (var (key, name, value) in Entries(node, null, section))
        {
            if (!name.Contains('.', StringComparison.Ordinal) || (section == "functions" && !name.EndsWith(')')))
                Add(key.Start, $"'{name}' is no name here: <schema>.<name>{(section == "functions" ? "(<types of its arguments>)" : "")}");
            else if (s_uses.TryGetValue(Scalar(value), out var who))
                uses.Add(new UseIntent(name, who, At(key.Start)));
            else
                Add(value.Start, Nearest.Unknown(Scalar(value), [.. s_uses.Keys]));
        }
        return [.. uses];
    }

    private Exclusion? Excluded(YamlNode key, string name, YamlNode value)
    {
        if (Scalar(value).Trim().Length == 0)
            Add(key.Start, $"'{name}' is excluded without a reason");
        return Name(key, name) is { } table ? new Exclusion(table, Scalar(value), At(key.Start)) : null;
    }

    private string? Condition(YamlNode node)
    {
        try
        {
            _ = new SqlExpression(Scalar(node));
            return Scalar(node);
        }
        catch (FormatException fault)
        {
            Add(node.Start, fault.Message);
            return null;
        }
    }

    private Who? Who(YamlNode node)
    {
        try
        {
            return UsageRls.Verification.Tenancy.Who.Parse(
                node is YamlSequenceNode list ? string.Join(", ", list.Children.Select(Scalar)) : Scalar(node)
            );
        }
        catch (FormatException fault)
        {
            Add(node.Start, fault.Message);
            return null;
        }
    }

    private List<string> Commands(YamlNode node)
    {
        var words = node is YamlSequenceNode list
            ? list.Children.Select(c => (Node: c, Word: Scalar(c)))
            : Scalar(node)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(w => (Node: node, Word: w));
        var found = new List<string>();
        foreach (var (at, word) in words)
        {
            if (TableIntent.CommandNames.Contains(word, StringComparer.Ordinal))
                found.Add(word);
            else if (word != "nobody")
                Add(at.Start, Nearest.Unknown(word, [.. TableIntent.CommandNames, "nobody"]));
        }
        return found;
    }

    private GrantBaseline? Grants(YamlNode node)
    {
        switch (Scalar(node))
        {
            case "legacy":
                return GrantBaseline.Legacy;
            case "explicit":
                return GrantBaseline.Explicit;
            case var word:
                Add(node.Start, Nearest.Unknown(word, ["legacy", "explicit"]));
                return null;
        }
    }

    private TableName? Name(YamlNode node, string text)
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

    private IEnumerable<YamlNode> Items(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            return list.Children;
        if (!IsEmpty(node))
            Add(node.Start, "a list is expected here: lines that begin with '-'");
        return [];
    }

    private IEnumerable<(YamlNode Key, string Name, YamlNode Value)> Entries(YamlNode node, string[]? words, string of)
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

    private string Scalar(YamlNode node)
    {
        if (node is YamlScalarNode scalar)
            return scalar.Value ?? "";
        Add(node.Start, "a single value is expected here");
        return "";
    }

    private static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Value: null or "" };

    private static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private void Add(Mark at, string message) => _errors.Add($"{path}:{at.Line}:{at.Column}: {message}");
}
