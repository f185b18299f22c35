namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>
/// The attempts as the page's script reads them: numbers that point into a list of texts, because the same text stands in
/// thousands of attempts.
/// </summary>
/// <param name="Callers">Name, role and session of each caller.</param>
/// <param name="Texts">Every text once.</param>
/// <param name="Matrices">
/// Baseline and attempts, eight numbers each: caller, command, path, row, SQL, outcome, expected, judgement.
/// </param>
internal sealed record AttemptData(IReadOnlyList<CallerRecord> Callers, IReadOnlyList<string> Texts, IReadOnlyList<MatrixData> Matrices)
{
    /// <summary>The attempts of a record.</summary>
    public static AttemptData Of(EvidenceRecord record)
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

/// <summary>A matrix for the script.</summary>
internal sealed record MatrixData(string Baseline, IReadOnlyList<int> Attempts);
