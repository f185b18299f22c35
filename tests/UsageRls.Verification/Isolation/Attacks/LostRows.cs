using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A statement that was tried on a table, and what came of it.</summary>
internal sealed record TriedOn(Subject Subject, TableTrial Tried, Trial Trial);

/// <summary>Finds deletes by members in the least privileged role that take rows of tables from which nobody may delete, as an audit trail's.</summary>
internal static class LostRows
{
    /// <summary>What was lost in statements that were tried.</summary>
    public static IEnumerable<AttackBreach> Of(Population population, IReadOnlyList<TriedOn> trials)
    {
        var deletes = trials.Where(t => t.Tried.Path.Command == Command.Delete && t.Trial.Outcome.IsAllowed).ToArray();
        var deletable = deletes.Where(t => t.Trial.Changes.Any(c => c.Table == t.Subject)).Select(t => t.Subject.Name).ToHashSet();
        foreach (var tried in deletes)
        {
            var caller = tried.Tried.Caller;
            var own = tried.Trial.Changes.Where(c => c.Table == tried.Subject && c.Command == "delete").ToArray();
            // Who made a row, or a tenant, may take back what hangs on it.
            if (
                own.Length == 0
                || own.Any(c => c.Before?.User == caller.User)
                || !own.All(c => IsLeast(population, tried.Subject, caller, c))
            )
            {
                continue;
            }

            var lost = tried.Trial.Changes.FirstOrDefault(c =>
                c.Table != tried.Subject
                && c.Command == "delete"
                && c.Table.Kind != SubjectKind.Memberships
                && !deletable.Contains(c.Table.Name)
                && c.Before?.User is { } user
                && user != caller.User
            );
            if (lost is null)
                continue;
            yield return new AttackBreach(
                "lost-rows",
                tried.Subject.Kind == SubjectKind.Tenants ? Severity.High : Severity.Medium,
                tried.Subject.ToString(),
                caller.ToString(),
                $"deletes from {tried.Subject}, and the same statement loses rows of others in {lost.Table}, from which nobody may delete",
                $"Let only those delete from {tried.Subject} who may lose rows of {lost.Table}; or let its foreign key restrict, and not cascade.",
                tried.Trial.ToSql()
            )
            {
                Attempt = new(caller.Caller, tried.Subject.Name, Command.Delete, tried.Trial.Statement.Sql),
            };
        }
    }

    private static bool IsLeast(Population population, Subject subject, Standing caller, RowChange change) =>
        change.Before is { Tenant: { } tenant }
        && subject.Tenancy is { } model
        && caller.Memberships.TryGetValue((model.Tenants, tenant), out var role)
        && (model.Members?.Roles is not { Count: > 1 } roles || role == roles[^1])
        && population.People.Any(p => p.Id == caller.Caller.UserId);
}
