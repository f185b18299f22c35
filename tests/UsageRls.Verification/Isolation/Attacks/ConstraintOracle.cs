using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Writes a row of the caller with values of a row that the caller must not see, once while this other row exists and once without it. If
/// a unique key, an exclusion constraint or a foreign key makes the two results differ, the constraint's error reveals whether the other
/// row exists.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="known">The tables and commands for which a breach is already known.</param>
/// <param name="appendOnly">The tables from which nobody may delete, so that a value once used stays used.</param>
internal sealed class ConstraintOracle(
    AttackScene scene,
    IReadOnlySet<(TableName Table, Command Command)> known,
    IReadOnlySet<Subject> appendOnly
)
{
    /// <summary>
    /// Runs the three statements of each probe: a control without the other row's values, the write while the other row exists, and the
    /// write without that row. Returns a breach for each probe in which the constraint's error reveals a row.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var constraints = scene.UniqueConstraints;
        var maker = new ConstraintProbes(scene, known, appendOnly, await OptionalValues.ReadAsync(scene, constraints, cancellation));
        ConstraintProbe[] probes =
        [
            .. from subject in scene.Subjects
            where subject.Kind != SubjectKind.Shared && subject.Where is null
            from caller in scene.Outsiders
            from probe in maker.Unique(subject, caller, constraints[subject.Name]).Concat(maker.Foreign(subject, caller))
            select probe,
        ];
        (Caller, Statement)[] tries =
        [
            .. probes.SelectMany(p =>
                ((Caller, Statement)[])[(p.Caller.Caller, p.Control), (p.Caller.Caller, p.With), (p.Caller.Caller, p.Without)]
            ),
        ];
        var done = await scene.Session.TryAllAsync(tries, cancellation);
        return [.. probes.Select((p, i) => Judge(p, done[3 * i], done[(3 * i) + 1], done[(3 * i) + 2])).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(ConstraintProbe probe, Trial control, Trial with, Trial without)
    {
        static bool Refuses(Trial trial, string constraint) =>
            trial.Outcome.Kind == OutcomeKind.RefusedByConstraint && trial.Outcome.Object == constraint;

        var tells = probe.IsForeignKey
            ? with.Outcome.IsAllowed && Refuses(without, probe.Constraint)
            : control.Outcome.IsAllowed && Refuses(with, probe.Constraint) && without.Outcome.IsAllowed;
        // If the policies allow a forbidden write, they are the defect, not the constraint.
        if (!tells || (probe.IsForeignKey ? with : control).Changes.Any(c => scene.Rule.AgainstChanging(probe.Caller, c) is not null))
            return null;
        var refused = probe.IsForeignKey ? without : with;
        return new AttackBreach(
            "constraint-oracle",
            probe.Severity,
            probe.Subject.ToString(),
            probe.Caller.ToString(),
            $"learns from the presence or absence of error {refused.Outcome.SqlState} of {probe.Constraint} whether there is {probe.Told}",
            probe.IsForeignKey
                ? $"Add the tenant to {probe.Constraint}, so that a row can only refer to rows of its own tenant, "
                    + "or check in WITH CHECK that the caller may see the referenced row."
                : $"Add the tenant to {probe.Constraint}, so that the constraint compares rows of one tenant only, "
                    + $"or let only the server write {probe.Columns}.",
            with.ToSql() + (probe.IsForeignKey ? "\n-- succeeds; without the other tenant's row: " : "\n-- ") + refused.Outcome
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"constraint {probe.Constraint} on {probe.Subject.Name}",
                "compares all rows, without regard to policies"
            ),
        };
    }
}
