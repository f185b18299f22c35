using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A table's rules as if it were another moment.</summary>
/// <param name="Moment">The moment, as SQL shows it.</param>
/// <param name="Sql">SQL that sets them.</param>
internal sealed record ClockScene(string Moment, string Sql);

/// <summary>Replaces the clock in policies and functions by other moments.</summary>
internal sealed class ClockScenes(AttackScene scene, RuleChanges changes, DateTimeOffset now)
{
    private readonly HashSet<string> _dates = scene
        .Population.Schema.Tables.Values.Where(t => !t.IsPlatforms)
        .SelectMany(t => t.Columns)
        .Where(c => c.Category == 'D')
        .Select(c => c.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The moments to try for a table; empty if its rules ask nothing of the clock alone.</summary>
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
