namespace UsageRls.Verification.Evidence;

/// <summary>The reports of the stages. The sections of the evidence make their parts of the record from these reports.</summary>
internal sealed class StageReports
{
    private readonly List<(IComparable Key, object Report)> _all = [];

    /// <summary>Adds a report; replaces an earlier report of the same type and key.</summary>
    public void Put(IComparable key, object report)
    {
        _all.RemoveAll(r => r.Report.GetType() == report.GetType() && r.Key.Equals(key));
        _all.Add((key, report));
    }

    /// <summary>Returns the reports of a type, ordered by key.</summary>
    public IReadOnlyList<T> Of<T>() => [.. _all.Where(r => r.Report is T).OrderBy(r => r.Key).Select(r => (T)r.Report)];
}
