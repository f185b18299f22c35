namespace UsageRls.Verification.Evidence.Sections.Timeline;

/// <summary>The access that a migration opened and closed; consecutive migrations without a change share one entry.</summary>
internal sealed record TimelineView(
    IReadOnlyList<string> Migrations,
    bool IsChange,
    IReadOnlyList<ChangeRecord> Opened,
    IReadOnlyList<ChangeRecord> Closed
)
{
    public static IReadOnlyList<TimelineView> From(EvidenceRecord record)
    {
        var all = record.Part<ChangeRecord>(TimelineSection.Timeline);
        if (all.Count == 0)
            return [];
        var changes = all.ToLookup(c => c.Migration, StringComparer.Ordinal);
        var stations = new List<TimelineView>();
        foreach (var file in record.Migrations.Select(m => m.File))
        {
            if (!changes.Contains(file) && stations is [.., { IsChange: false } quiet])
            {
                stations[^1] = quiet with { Migrations = [.. quiet.Migrations, file] };
            }
            else
            {
                stations.Add(
                    new TimelineView(
                        [file],
                        changes.Contains(file),
                        [.. changes[file].Where(c => c.IsOpened)],
                        [.. changes[file].Where(c => !c.IsOpened)]
                    )
                );
            }
        }
        return stations;
    }
}
