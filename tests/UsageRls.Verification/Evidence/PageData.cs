using System.Text.Json;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// The attempts as the page's script reads them: numbers that point into a list of texts, for the same text stands in
/// thousands of attempts. The serializer escapes <c>&lt;</c>, so nothing in it can end the element that it stands in.
/// </summary>
/// <param name="Callers">Name, role and session of each caller.</param>
/// <param name="Texts">Every text once.</param>
/// <param name="Matrices">
/// GrantBaseline and attempts, eight numbers each: caller, command, path, row, SQL, outcome, expected, judgement.
/// </param>
internal sealed record PageData(IReadOnlyList<CallerRecord> Callers, IReadOnlyList<string> Texts, IReadOnlyList<PageMatrix> Matrices)
{
    /// <summary>As JSON.</summary>
    public static string Of(EvidenceRecord record)
    {
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        int Text(string text)
        {
            if (!texts.TryGetValue(text, out var index))
                texts.Add(text, index = texts.Count);
            return index;
        }

        var callers = record.Callers.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        var matrices = record
            .Matrices.Select(matrix => new PageMatrix(
                matrix.Baseline,
                [
                    .. matrix.Attempts.SelectMany(a =>
                        (int[])
                            [
                                callers[a.Caller],
                                Text(a.Command),
                                Text(a.Path),
                                Text(a.Row),
                                Text(a.Sql),
                                Text(a.Outcome),
                                Text(a.Expected),
                                (int)a.Judgement,
                            ]
                    ),
                ]
            ))
            .ToArray();
        return JsonSerializer.Serialize(new PageData(record.Callers, [.. texts.Keys], matrices), JsonSerializerOptions.Web);
    }
}

/// <summary>A matrix for the script.</summary>
internal sealed record PageMatrix(string Baseline, IReadOnlyList<int> Attempts);
