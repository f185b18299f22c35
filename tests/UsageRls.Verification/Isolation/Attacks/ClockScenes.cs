using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>One moment in place of the current time, for one table.</summary>
/// <param name="Moment">The moment in UTC, in PostgreSQL's format.</param>
/// <param name="Sql">SQL that puts the moment into the policies and functions of the table.</param>
internal sealed record ClockScene(string Moment, string Sql);

/// <summary>Replaces the current time in policies and functions by other moments.</summary>
internal sealed class ClockScenes(AttackScene scene, RuleChanges changes, DateTimeOffset now)
{
    private readonly HashSet<string> _dates = scene
        .Population.Schema.Tables.Values.Where(t => !t.IsPlatforms)
        .SelectMany(t => t.Columns)
        .Where(c => c.Category == 'D')
        .Select(c => c.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the moments to use for a table; empty if no condition of its policies depends on the current time alone.</summary>
    public IReadOnlyList<ClockScene> Of(Subject subject)
    {
        var texts = scene.Texts.Deciding(subject.Name);
        var asking = changes
            .Among(texts.ToHashSet(StringComparer.Ordinal))
            .Where(c => Clock.Set(c.Text, _dates, now) is not null)
            .ToArray();
        if (asking.Length == 0)
            return [];
        return
        [
            .. new ClockMoments([.. asking.Select(c => c.Text)], now)
                .All()
                .Select(moment => new ClockScene(
                    Clock.Show(moment),
                    string.Join("; ", asking.Select(c => c.With(Clock.Set(c.Text, _dates, moment)!)))
                )),
        ];
    }
}
