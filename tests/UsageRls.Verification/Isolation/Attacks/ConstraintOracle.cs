using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Writes rows of the own tenant with values of another's, with and without the other's row: where a unique key, an exclusion constraint
/// or a foreign key makes the two differ, its error says whether a row is there that the caller must not see.
/// </summary>
/// <param name="scene">Where.</param>
/// <param name="known">Tables and commands that are known to leak.</param>
/// <param name="trails">Tables from which nobody may remove what takes up a value.</param>
internal sealed class ConstraintOracle(
    AttackScene scene,
    IReadOnlySet<(TableName Table, Command Command)> known,
    IReadOnlySet<Subject> trails
)
{
    /// <summary>Tries them.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var constraints = await UniqueConstraint.ReadAsync(scene.Session.Connection, cancellation);
        var maker = new ConstraintProbes(scene, known, trails, await OptionalValues.OfAsync(scene, constraints, cancellation));
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
        // A row that nobody should have let through is the policies' defect, not the constraint's.
        if (!tells || (probe.IsForeignKey ? with : control).Changes.Any(c => scene.Rule.AgainstChanging(probe.Caller, c) is not null))
            return null;
        var refused = probe.IsForeignKey ? without : with;
        return new AttackBreach(
            "constraint-oracle",
            probe.Severity,
            probe.Subject.ToString(),
            probe.Caller.ToString(),
            $"learns from the error {refused.Outcome.SqlState} of {probe.Constraint}, or from its absence, whether there is {probe.Told}",
            probe.IsForeignKey
                ? $"Let {probe.Constraint} carry the tenant too, so that a row refers to its own tenant's rows only, "
                    + "or let WITH CHECK ask whether the caller may see the row that is referred to."
                : $"Put the tenant into {probe.Constraint}, so that it compares rows of one tenant only; "
                    + $"or let the server alone write {probe.Columns}.",
            with.ToSql() + (probe.IsForeignKey ? "\n-- succeeds, and without that row: " : "\n-- ") + refused.Outcome
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"constraint {probe.Constraint} on {probe.Subject.Name}",
                "is checked past the policies"
            ),
        };
    }
}
