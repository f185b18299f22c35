using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UsageRls.Verification.Tenancy;

/// <summary>Reads the intent file and reports each mistake with its position.</summary>
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

    private readonly IntentYaml _yaml = new(path);

    /// <summary>Parses the text of an intent file.</summary>
    /// <exception cref="IntentFileException">The text has mistakes.</exception>
    public IntentFile Read(string text)
    {
        var file = new IntentFile(path);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count > 0)
            {
                foreach (var (key, name, value) in _yaml.Entries(stream.Documents[0].RootNode, s_top, "the file"))
                {
                    file = name switch
                    {
                        "tenancies" => file with { Tenancies = [.. _yaml.Items(value).Select(Tenancy).OfType<TenancyIntent>()] },
                        "tables" => file with
                        {
                            Tables =
                            [
                                .. _yaml.Entries(value, null, "tables").Select(e => Table(e.Key, e.Name, e.Value)).OfType<TableIntent>(),
                            ],
                        },
                        "functions" => file with { Functions = Uses(value, name) },
                        "views" => file with { Views = Uses(value, name) },
                        "excluded" => file with
                        {
                            Excluded =
                            [
                                .. _yaml.Entries(value, null, "excluded").Select(e => Excluded(e.Key, e.Name, e.Value)).OfType<Exclusion>(),
                            ],
                        },
                        _ => file with { Grants = Grants(value) },
                    };
                }
            }
        }
        catch (YamlException fault)
        {
            _yaml.Add(fault.Start, fault.InnerException?.Message ?? fault.Message);
        }
        return _yaml.Errors.Count == 0 ? file : throw new IntentFileException(_yaml.Errors);
    }

    private TenancyIntent? Tenancy(YamlNode node)
    {
        TenancyIntent? found = null;
        var entries = _yaml.Entries(node, s_tenancy, "a tenancy").ToList();
        if (
            entries.Find(e => e.Name == "tenants") is not { Value: { } tenants }
            || _yaml.Name(tenants, _yaml.Scalar(tenants)) is not { } table
        )
        {
            _yaml.Add(node.Start, "a tenancy needs 'tenants: <schema>.<table>'");
            return null;
        }
        found = new TenancyIntent(table) { At = IntentYaml.At(node.Start) };
        foreach (var (_, name, value) in entries)
        {
            if (name == "counts")
                found = found with { Counts = Condition(value) };
            if (name != "members")
                continue;
            var members = _yaml.Entries(value, s_members, "members").ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);
            string? Text(string key) => members.TryGetValue(key, out var one) ? _yaml.Scalar(one) : null;
            if (Text("table") is not { } of)
                _yaml.Add(value.Start, "members need 'table: <schema>.<table>'");
            found = found with
            {
                Members = Text("table") is { } memberships ? _yaml.Name(members["table"], memberships) : null,
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
        if (_yaml.Name(key, name) is not { } table)
            return null;
        var commands = new Dictionary<string, Who>(StringComparer.Ordinal);
        var intent = new TableIntent(table) { At = IntentYaml.At(key.Start), Commands = commands };
        foreach (var (_, word, value) in _yaml.Entries(node, s_table, name))
        {
            switch (word)
            {
                case "tenant":
                    intent = intent with { Tenant = _yaml.Scalar(value) };
                    break;
                case "author" or "owner":
                    intent = intent with { Author = _yaml.Scalar(value) };
                    break;
                case "sample":
                    intent = intent with
                    {
                        Sample = _yaml
                            .Entries(value, null, "sample")
                            .ToDictionary(e => e.Name, e => _yaml.Scalar(e.Value), StringComparer.Ordinal),
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
        foreach (var (key, name, value) in _yaml.Entries(node, null, section))
        {
            if (!name.Contains('.', StringComparison.Ordinal) || (section == "functions" && !name.EndsWith(')')))
            {
                var arguments = section == "functions" ? "(<types of its arguments>)" : "";
                _yaml.Add(key.Start, $"'{name}' is not of the form <schema>.<name>{arguments}");
            }
            else if (s_uses.TryGetValue(_yaml.Scalar(value), out var who))
            {
                uses.Add(new UseIntent(name, who, IntentYaml.At(key.Start)));
            }
            else
            {
                _yaml.Add(value.Start, Nearest.Unknown(_yaml.Scalar(value), [.. s_uses.Keys]));
            }
        }
        return [.. uses];
    }

    private Exclusion? Excluded(YamlNode key, string name, YamlNode value)
    {
        if (_yaml.Scalar(value).Trim().Length == 0)
            _yaml.Add(key.Start, $"'{name}' is excluded without a reason");
        return _yaml.Name(key, name) is { } table ? new Exclusion(table, _yaml.Scalar(value), IntentYaml.At(key.Start)) : null;
    }

    private string? Condition(YamlNode node)
    {
        try
        {
            _ = new SqlExpression(_yaml.Scalar(node));
            return _yaml.Scalar(node);
        }
        catch (FormatException fault)
        {
            _yaml.Add(node.Start, fault.Message);
            return null;
        }
    }

    private Who? Who(YamlNode node)
    {
        try
        {
            return UsageRls.Verification.Tenancy.Who.Parse(
                node is YamlSequenceNode list ? string.Join(", ", list.Children.Select(_yaml.Scalar)) : _yaml.Scalar(node)
            );
        }
        catch (FormatException fault)
        {
            _yaml.Add(node.Start, fault.Message);
            return null;
        }
    }

    private List<string> Commands(YamlNode node)
    {
        var words = node is YamlSequenceNode list
            ? list.Children.Select(c => (Node: c, Word: _yaml.Scalar(c)))
            : _yaml
                .Scalar(node)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(w => (Node: node, Word: w));
        var found = new List<string>();
        foreach (var (at, word) in words)
        {
            if (TableIntent.CommandNames.Contains(word, StringComparer.Ordinal))
                found.Add(word);
            else if (word != "nobody")
                _yaml.Add(at.Start, Nearest.Unknown(word, [.. TableIntent.CommandNames, "nobody"]));
        }
        return found;
    }

    private GrantBaseline? Grants(YamlNode node)
    {
        switch (_yaml.Scalar(node))
        {
            case "legacy":
                return GrantBaseline.Legacy;
            case "explicit":
                return GrantBaseline.Explicit;
            case var word:
                _yaml.Add(node.Start, Nearest.Unknown(word, ["legacy", "explicit"]));
                return null;
        }
    }
}
