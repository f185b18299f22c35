using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>A world and the steps that change it.</summary>
/// <param name="Start">The world before the first step.</param>
/// <param name="Steps">The steps in order; a step that is not possible in the current world is skipped.</param>
public sealed record History(World Start, IReadOnlyList<Step> Steps)
{
    /// <summary>Returns the steps that are possible, each with the world before the step and the world after the step.</summary>
    public IEnumerable<(World Before, Step Step, World After)> Play()
    {
        var world = Start;
        foreach (var step in Steps)
        {
            if (!step.IsPossible(world))
                continue;
            var after = step.Apply(world);
            yield return (world, step, after);
            world = after;
        }
    }

    /// <summary>Returns the history with only its first <paramref name="steps"/> possible steps.</summary>
    public History Until(int steps) => this with { Steps = [.. Play().Take(steps).Select(p => p.Step)] };

    /// <summary>
    /// Returns smaller versions of this history for shrinking: without some steps, then without some users, organisations, events,
    /// memberships or former memberships; for each of these kinds, the largest removals come first.
    /// </summary>
    public IEnumerable<History> Smaller()
    {
        var happens = Until(int.MaxValue);
        foreach (var steps in Cut(happens.Steps))
        {
            yield return this with
            {
                Steps = steps,
            };
        }

        foreach (var users in Cut(Start.Users))
        {
            yield return happens with
            {
                Start = WithPeople(users),
            };
        }

        foreach (var organizations in Cut(Start.Organizations))
        {
            yield return happens with
            {
                Start = WithOrganizations(organizations),
            };
        }

        foreach (var events in Cut(Start.Events))
        {
            yield return happens with
            {
                Start = Start with { Events = events },
            };
        }

        foreach (var members in Cut(Start.Memberships))
        {
            yield return happens with
            {
                Start = Start with { Memberships = members },
            };
        }

        foreach (var former in Cut(Start.FormerMemberships))
        {
            yield return happens with
            {
                Start = Start with { FormerMemberships = former },
            };
        }
    }

    private World WithPeople(IReadOnlyList<User> users)
    {
        var left = users.Select(u => u.Id).ToHashSet();
        return Start with
        {
            Users = users,
            Memberships = [.. Start.Memberships.Where(m => left.Contains(m.UserId))],
            FormerMemberships = [.. Start.FormerMemberships.Where(m => left.Contains(m.UserId))],
            Events = [.. Start.Events.Where(e => e.UserId is not { } author || left.Contains(author))],
        };
    }

    private World WithOrganizations(IReadOnlyList<Organization> organizations)
    {
        var left = organizations.Select(o => o.Id).ToHashSet();
        return Start with
        {
            Organizations = organizations,
            Memberships = [.. Start.Memberships.Where(m => left.Contains(m.OrgId))],
            FormerMemberships = [.. Start.FormerMemberships.Where(m => left.Contains(m.OrgId))],
            Events = [.. Start.Events.Where(e => left.Contains(e.OrgId))],
        };
    }

    // Returns the list without each of its halves, then without each of its quarters, and so on down to single elements.
    private static IEnumerable<IReadOnlyList<T>> Cut<T>(IReadOnlyList<T> list)
    {
        for (var size = Math.Max(1, (list.Count + 1) / 2); list.Count > 0; size = (size + 1) / 2)
        {
            for (var at = 0; at < list.Count; at += size)
                yield return [.. list.Take(at), .. list.Skip(at + size)];
            if (size == 1)
                yield break;
        }
    }
}
