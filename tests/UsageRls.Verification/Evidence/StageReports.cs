namespace UsageRls.Verification.Evidence;

/// <summary>What stages have handed in. The sections of the evidence make their parts of the record from it.</summary>
internal sealed class StageReports
{
    private readonly List<(IComparable Key, object Report)> _all = [];

    /// <summary>Adds a report; it replaces an earlier one of the same type and key.</summary>
    public void Put(IComparable key, object report)
    {
        _all.RemoveAll(r => r.Report.GetType() == report.GetType() && r.Key.Equals(key));
        _all.Add((key, report));
    }

    /// <summary>The reports of a type, in the order of their keys.</summary>
    public IReadOnlyList<T> Of<T>() => [.. _all.Where(r => r.Report is T).OrderBy(r => r.Key).Select(r => (T)r.Report)];
}
