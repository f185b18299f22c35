using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Lists all mutators and makes all mutants of a target.</summary>
public static class AllMutators
{
    /// <summary>All rewriters, which make defects in the expressions of policies and the bodies of helper functions.</summary>
    public static IReadOnlyList<IRewriter> Rewriters { get; } =
    [
        new WholeCondition(),
        new DroppedCondition(),
        new AndOr(),
        new ComparisonOperator(),
        new SetMembership(),
        new UntiedSubquery(),
        new DroppedSetArm(),
        new DroppedWhere(),
        new SelfComparison(),
        new SwappedColumn(),
        new ForeignOrganization(),
        new Identity(),
        new MemberRole(),
    ];

    /// <summary>
    /// The mutators of row level security flags, policies, grants and helper functions, which decide access to rows: the claims made from
    /// any intent file must notice these defects.
    /// </summary>
    public static IReadOnlyList<IMutator> OfAccess { get; } =
    [
        new RowSecurity(),
        new DroppedPolicy(),
        new AddedPolicy(),
        new PolicyKind(),
        new PolicyCommand(),
        new PolicyRoles(),
        .. Rewriters.Select(r => new PolicyExpression(r)),
        new GrantGiven(),
        new GrantTaken(),
        .. Rewriters.Select(r => new FunctionBody(r)),
    ];

    /// <summary>Creates all mutators of the schema, including those of expressions.</summary>
    /// <param name="claimedIndexes">
    /// The <see cref="TargetIndex.Shape"/> of each index that a claim depends on; no other index is mutated.
    /// </param>
    public static IReadOnlyList<IMutator> For(IReadOnlyCollection<string> claimedIndexes) =>
        [
            new RowSecurity(),
            new DroppedPolicy(),
            new AddedPolicy(),
            new PolicyKind(),
            new PolicyCommand(),
            new PolicyRoles(),
            .. Rewriters.Select(r => new PolicyExpression(r)),
            new GrantGiven(),
            new GrantTaken(),
            new ColumnGrant(),
            new GrantOption(),
            new RolePower(),
            new TableOwner(),
            new FunctionProperty(),
            .. Rewriters.Select(r => new FunctionBody(r)),
            new DroppedConstraint(),
            new ForeignKeyAction(),
            new DroppedDefault(),
            new DroppedNotNull(),
            new DroppedGenerated(),
            new DroppedTrigger(),
            new DroppedIndex(claimedIndexes),
            new ReshapedIndex(claimedIndexes),
        ];

    /// <summary>Makes the mutants of a target; no two of them have the same SQL or the same name.</summary>
    public static IReadOnlyList<Mutant> Make(MutationTarget target, MutationConstants constants, IEnumerable<IMutator> mutators)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var mutants = new List<Mutant>();
        foreach (var mutator in mutators)
        {
            foreach (var mutant in mutator.Mutate(target, constants))
            {
                var times = names[mutant.Name] = names.GetValueOrDefault(mutant.Name) + 1;
                mutants.Add(
                    mutant with
                    {
                        Change = times == 1 ? mutant.Change : $"{mutant.Change}, place {times}",
                        Advice = mutator.Advice,
                    }
                );
            }
        }
        return [.. mutants.DistinctBy(m => m.Sql)];
    }
}
