using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence;

/// <summary>The failures that the page shows below the verdict.</summary>
internal sealed record FailureView(IReadOnlyList<FailureLine> First, IReadOnlyList<FailureLine> More, bool Any)
{
    // How many failures fit on the first screen together with the verdict.
    private const int OnTop = 3;

    public static FailureView From(EvidenceRecord record, StatementLocator locator)
    {
        FailureLine[] lines =
        [
            .. Failure
                .From(record, locator)
                .Select(f => new FailureLine(
                    f.Group,
                    f.Sentence,
                    f.Cases is [var only] ? only : f.Command?.ToString().ToLowerInvariant() ?? "",
                    f.Cases.Count > 1 ? f.Cases : [],
                    Text.Number(f.Cases.Count),
                    f.StartInWords(6),
                    f.Message == f.StartInWords(6) ? "" : Text.Cut(f.Message),
                    f.Place?.ToString() ?? "",
                    f.Place is null ? "" : Text.Cut(f.Place.Sql, 8)
                )),
        ];
        // If consecutive failures have the same statement, only the first failure shows the SQL.
        for (var i = lines.Length - 1; i > 0; i--)
        {
            if (lines[i].Place == lines[i - 1].Place)
                lines[i] = lines[i] with { Sql = "" };
        }
        return new FailureView([.. lines.Take(OnTop)], [.. lines.Skip(OnTop)], lines.Length > 0);
    }
}

/// <summary>One failure of a run, as the page shows it.</summary>
internal sealed record FailureLine(
    string Group,
    string Sentence,
    string About,
    IReadOnlyList<string> Cases,
    string Count,
    string Start,
    string Message,
    string Place,
    string Sql
);
