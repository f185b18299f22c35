using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Describes the observed access to a table in the words of the intent file, as narrowly as possible.</summary>
public static class ObservedIntent
{
    /// <summary>Returns, for each command, who could run it; unstated if no tried combination of words fits all facts.</summary>
    /// <param name="subject">The table.</param>
    /// <param name="facts">The observed facts of the table.</param>
    public static IReadOnlyDictionary<string, Who> From(Subject subject, IReadOnlyList<Fact> facts) =>
        TableIntent.CommandNames.ToDictionary(
            command => command,
            command => From(subject, [.. facts.Where(f => f.Command == command && !f.Caller.IsBeside(subject, f.Row))]),
            StringComparer.Ordinal
        );

    private static Who From(Subject subject, Fact[] facts) =>
        Candidates(subject, facts)
            .FirstOrDefault(who => facts.All(f => IntentRule.Allows(f.Caller, subject, who, f.Row) == f.Reached is not null))
        ?? Who.Unstated;

    private static IEnumerable<Who> Candidates(Subject subject, Fact[] facts)
    {
        yield return Who.Nobody;
        WhoTerm author = new(WhoKind.Author, []),
            members = new(WhoKind.Members, []);
        yield return new Who([author]);
        if (subject.Tenancy is { } model)
        {
            // For each fact of allowed access that meets the condition, returns the caller's role in the row's tenant; each role once.
            string[] Roles(Func<Fact, bool> condition) =>
                [
                    .. facts
                        .Where(f => f.Reached is not null && f.Row.Tenant is not null && condition(f))
                        .Select(f => f.Caller.Memberships.GetValueOrDefault((model.Tenants, f.Row.Tenant!)))
                        .OfType<string>()
                        .Distinct(StringComparer.Ordinal),
                ];
            string[][] sets =
            [
                [],
                Roles(_ => true),
                Roles(f => f.Row.User != f.Caller.User),
            ];
            foreach (var roles in sets.Where((r, i) => i == 0 || r is { Length: > 0 } && r[0] != ""))
            {
                var some = members with { Roles = roles };
                yield return new Who([some], IsAsAuthor: true);
                yield return new Who([some]);
                yield return new Who([some, author]);
            }
        }
        yield return new Who([new WhoTerm(WhoKind.Users, [])], IsAsAuthor: true);
        yield return new Who([new WhoTerm(WhoKind.Users, [])]);
        yield return new Who([new WhoTerm(WhoKind.Everyone, [])]);
    }
}
