namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>
/// The attempts in the form that the page's script reads: each text is replaced by its index in a list of texts, because thousands of
/// attempts have the same texts.
/// </summary>
/// <param name="Callers">The name, role and session of each caller.</param>
/// <param name="Texts">Every distinct text.</param>
/// <param name="Matrices">
/// The matrix of each grant baseline. Each attempt has eight numbers: caller, command, path, row, SQL, outcome, expected, judgement.
/// </param>
internal sealed record AttemptData(IReadOnlyList<CallerRecord> Callers, IReadOnlyList<string> Texts, IReadOnlyList<MatrixData> Matrices)
{
    /// <summary>Converts the attempts of a record to this form.</summary>
    public static AttemptData From(EvidenceRecord record)
    {
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        int Text(string text)
        {
            if (!texts.TryGetValue(text, out var index))
                texts.Add(text, index = texts.Count);
            return index;
        }

        var all = record.Part<CallerRecord>(MatrixSection.Callers);
        var callers = all.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        var matrices = record
            .Part<MatrixRecord>(MatrixSection.Matrices)
            .Select(matrix => new MatrixData(
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
        return new AttemptData(all, [.. texts.Keys], matrices);
    }
}

/// <summary>The attempts of one grant baseline for the page's script, eight numbers for each attempt.</summary>
internal sealed record MatrixData(string Baseline, IReadOnlyList<int> Attempts);
