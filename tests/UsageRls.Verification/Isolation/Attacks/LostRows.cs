using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds statements by which a member in the least privileged role deletes other people's rows, or gives them to another tenant or user, by
/// a cascade or trigger, in tables from which nobody may delete.
/// </summary>
internal static class LostRows
{
    /// <summary>Returns the breaches found in the statements that have run.</summary>
    public static IEnumerable<AttackBreach> Find(Population population, IReadOnlyList<TriedOn> trials)
    {
        var trails = Trails.Find(trials);
        var written = trials.Where(t => t.Trial.Outcome.IsAllowed).ToArray();
        var deletable = written
            .Where(t => t.Trial.Changes.Any(c => c.Table == t.Subject && c.Command == "delete"))
            .Select(t => t.Subject.Name)
            .ToHashSet();
        foreach (var tried in written.Where(t => t.Trial.Changes.Any(c => c.Table != t.Subject)))
        {
            var caller = tried.Tried.Caller;
            var own = tried.Trial.Changes.Where(c => c.Table == tried.Subject && c.Before is not null).ToArray();
            // The author of a row, or the founder of a tenant, may also delete the rows that depend on this row or tenant.
            if (
                own.Length == 0
                || own.Any(c => c.Before?.User is { } user && user == caller.User)
                || !own.All(c => Trails.IsLeast(tried.Subject, caller, c.Before?.Tenant))
                || population.People.All(p => p.Id != caller.Caller.UserId)
            )
            {
                continue;
            }

            var lost = tried.Trial.Changes.FirstOrDefault(c => IsLost(c, tried, trails, deletable));
            if (lost is null)
                continue;
            var (did, command) = (tried.Tried.Path.Command.ToString().ToLowerInvariant(), tried.Tried.Path.Command);
            yield return new AttackBreach(
                "lost-rows",
                tried.Subject.Kind == SubjectKind.Tenants || trails.Contains(lost.Table) ? Severity.High : Severity.Medium,
                tried.Subject.ToString(),
                caller.ToString(),
                $"{did}s rows of {tried.Subject}, and the same statement {(lost.Command == "delete" ? "deletes" : "moves")} "
                    + $"other users' rows in {lost.Table}, from which nobody may delete",
                command == Command.Delete
                    ? $"Allow deletes from {tried.Subject} only to callers who may delete rows of {lost.Table}, "
                        + "or declare the foreign key of that table with ON DELETE RESTRICT."
                    : $"Allow {did}s of rows of {tried.Subject} only to callers who may change rows of {lost.Table}, "
                        + "or remove the trigger or foreign key that passes the change on.",
                tried.Trial.ToSql()
            )
            {
                Attempt = new(caller.Caller, tried.Subject.Name, command, tried.Trial.Statement.Sql),
            };
        }
    }

    private static bool IsLost(RowChange change, TriedOn tried, IReadOnlySet<Subject> trails, HashSet<Fixtures.Schema.TableName> deletable)
    {
        var (subject, caller) = (tried.Subject, tried.Tried.Caller);
        if (
            change.Table == subject
            || change.Table.Kind == SubjectKind.Memberships
            || deletable.Contains(change.Table.Name)
            || change.Before is not { User: { } user } before
            || user == caller.User
        )
        {
            return false;
        }

        return change.Command == "delete"
            ? tried.Tried.Path.Command == Command.Delete || trails.Contains(change.Table)
            : change is { Command: "update", After: { } after }
                && trails.Contains(change.Table)
                && (after.Tenant, after.User) != (before.Tenant, user);
    }
}
