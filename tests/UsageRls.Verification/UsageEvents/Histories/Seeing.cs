using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>Properties of the visibility of events while users join and leave organisations.</summary>
public static class Seeing
{
    /// <summary>Before the first step and after every step, each caller sees exactly the rows that the intent allows.</summary>
    public static async Task<PropertyOutcome> IsAsIntendedAsync(HistorySession session, History history)
    {
        var (moments, wrong) = await session.PlayAsync(history);
        var differ = moments
            .SelectMany(m => m.Seen.Select(s => Compare(session.Model, history, m, s.Key, s.Value, m.World.Events)))
            .OfType<Mismatch>()
            .OrderByDescending(m => m.IsLeak)
            .FirstOrDefault();
        return new(differ ?? wrong, IsTelling(moments));
    }

    /// <summary>After a history has inserted an event, a caller sees the event if and only if the intent allows it.</summary>
    public static async Task<PropertyOutcome> OfWhatWasRecordedIsTheMembersAloneAsync(HistorySession session, History history)
    {
        var (moments, wrong) = await session.PlayAsync(history);
        var marks = history.Steps.OfType<Records>().Select(r => r.Mark).ToHashSet();
        var differ = moments
            .SelectMany(m =>
                m.Seen.Select(s =>
                    Compare(
                        session.Model,
                        history,
                        m,
                        s.Key,
                        s.Value.Intersect(marks).ToHashSet(),
                        [.. m.World.Events.Where(e => marks.Contains(e.Id))]
                    )
                )
            )
            .OfType<Mismatch>()
            .OrderByDescending(m => m.IsLeak)
            .FirstOrDefault();
        return new(differ ?? wrong, moments.Any(m => m.World.Events.Any(e => marks.Contains(e.Id))));
    }

    /// <summary>
    /// Steps that concern neither a user nor an organisation of this user do not change the rows that the user sees. The comparison does
    /// not use the intent: it compares the rows that the user sees before the first step and after each step.
    /// </summary>
    public static async Task<PropertyOutcome> DoesNotChangeByWhatIsDoneElsewhereAsync(HistorySession session, History history)
    {
        foreach (var user in history.Start.Users.Take(3))
        {
            var elsewhere = history with
            {
                Steps =
                [
                    .. history.Steps.Where(s =>
                        s.Person != user.Id && (s.Organization is not { } org || !history.Start.IsMember(user.Id, org))
                    ),
                ],
            };
            var (moments, wrong) = await session.PlayAsync(elsewhere);
            if (wrong is not null)
                return new(wrong, true);

            var before = moments[0].Seen.First(s => s.Key.UserId == user.Id);
            var changed = moments.FirstOrDefault(m => !m.Seen[before.Key].SetEquals(before.Value));
            if (changed is not null)
            {
                var row = changed.Seen[before.Key].Except(before.Value).Concat(before.Value.Except(changed.Seen[before.Key])).First();
                return new(
                    new Mismatch(
                        elsewhere.Until(changed.Steps),
                        before.Key,
                        $"{before.Key} {(before.Value.Contains(row) ? "no longer sees" : "now sees")} {row}, "
                            + "after a step of other users in other organisations",
                        "select id, org_id, metadata from public.usage_events"
                    )
                    {
                        IsLeak = !before.Value.Contains(row),
                    },
                    true
                );
            }

            if (before.Value.Count > 0 && moments.Count > 1)
                return new(null, true);
        }

        return new(null, false);
    }

    /// <summary>Whether, at one moment, a signed-in caller saw a row and a signed-in caller did not see all rows.</summary>
    private static bool IsTelling(IReadOnlyList<Moment> moments) =>
        moments.Any(m =>
            m.Seen.Where(s => s.Key.Role == DatabaseRole.Authenticated).Select(s => s.Value.Count).ToArray() is var counts
            && counts.Max() > 0
            && counts.Min() < m.World.Events.Count
        );

    private static Mismatch? Compare(
        AccessModel model,
        History history,
        Moment moment,
        Caller caller,
        IReadOnlySet<Guid> seen,
        IReadOnlyList<UsageEvent> events
    )
    {
        var meant = events.Where(e => model.Allows(caller, Command.Select, e, moment.World)).Select(e => e.Id).ToHashSet();
        if (seen.SetEquals(meant))
            return null;
        var row = seen.Except(meant).Concat(meant.Except(seen)).First();
        var known = events.FirstOrDefault(e => e.Id == row);
        var whose = known is null
            ? "an event that should not be there"
            : $"an event in {WorldText.Organization(moment.World, known.OrgId)} by {WorldText.Person(moment.World, known.UserId)}";
        return new(
            history.Until(moment.Steps),
            caller,
            $"{caller} {(meant.Contains(row) ? "should see" : "should not see")} {whose} ({row}), "
                + $"and {(meant.Contains(row) ? "does not" : "does")}",
            $"select * from public.usage_events where {SqlText.Literal(row.ToString())} in (id::text, metadata ->> '{Records.MarkKey}')"
        )
        {
            IsLeak = !meant.Contains(row),
        };
    }
}
