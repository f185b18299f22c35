using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Every kind of defect, and all mutants that they make of a target.</summary>
public static class AllMutators
{
    /// <summary>Defects of expressions.</summary>
    public static IReadOnlyList<IRewriter> Rewriters { get; } =
    [
        new WholeCondition(),
        new DroppedCondition(),
        new AndOr(),
        new ComparisonOperator(),
        new SetMembership(),
        new DroppedSetArm(),
        new DroppedWhere(),
        new SelfComparison(),
        new SwappedColumn(),
        new ForeignOrganization(),
        new Identity(),
        new MemberRole(),
    ];

    /// <summary>Defects of what decides access to rows: the claims of any intent must notice them.</summary>
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

    /// <summary>Defects of the schema; those of expressions are among them.</summary>
    /// <param name="claimedIndexes">
    /// What follows <c>using</c> in the definition of each index that a claim rests on: others are not mutated.
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

    /// <summary>The mutants of a target, each SQL once and each name once.</summary>
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
