namespace UsageRls.Verification.Evidence;

/// <summary>The parts that sections add to the record, each with its name in the JSON.</summary>
public sealed class RecordParts
{
    private readonly Dictionary<string, object> _parts;

    private RecordParts(Dictionary<string, object> parts) => _parts = parts;

    /// <summary>The parts of a record before any stage has reported.</summary>
    public static RecordParts Empty { get; } = Create(EvidenceSections.Content(new StageReports()).Parts);

    /// <summary>The varying parts of a record before any stage has reported.</summary>
    public static RecordParts EmptyVarying { get; } = Create(EvidenceSections.Content(new StageReports()).Varying);

    internal static RecordParts Create(IEnumerable<NamedPart> parts) =>
        new(parts.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));

    /// <summary>Returns the parts by name, for serialization as JSON properties.</summary>
    public Dictionary<string, object> ToJson() => new(_parts);

    /// <summary>Returns a part that is a list.</summary>
    public IReadOnlyList<T> List<T>(string name) => (IReadOnlyList<T>)_parts[name];

    /// <summary>Returns an optional part; null if the record does not have it.</summary>
    public object? Find(string name) => _parts.GetValueOrDefault(name);

    /// <summary>Returns a copy in which one part is replaced.</summary>
    public RecordParts With(string name, object part) => new(new Dictionary<string, object>(_parts) { [name] = part });
}
