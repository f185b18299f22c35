using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A moment that replaces the current time in the SQL that decides access to one table.</summary>
/// <param name="Moment">The moment in UTC, in PostgreSQL's format.</param>
/// <param name="Sql">SQL that changes the policies and functions, so that they use the moment.</param>
internal sealed record ClockScene(string Moment, string Sql);

/// <summary>Builds the SQL that replaces the current time in policies and functions with other moments.</summary>
internal sealed class ClockScenes(AttackScene scene, RuleChanges changes, DateTimeOffset now)
{
    private readonly HashSet<string> _dates = scene
        .Population.Schema.Tables.Values.Where(t => !t.IsPlatforms)
        .SelectMany(t => t.Columns)
        .Where(c => c.Category == 'D')
        .Select(c => c.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Returns the moments to use for a table; empty if <see cref="Clock.Set"/> changes no SQL that decides access to the table.
    /// </summary>
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
