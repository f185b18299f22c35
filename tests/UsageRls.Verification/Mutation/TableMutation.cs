using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Mutation;

/// <summary>
/// Mutates what decides access to one table that the intent file describes; the file's own words are the claims that must notice.
/// </summary>
/// <param name="database">An empty database of its own.</param>
/// <param name="intent">The intent file.</param>
/// <param name="table">The table.</param>
public sealed class TableMutation(TestDatabase database, IntentFile intent, TableName table)
{
    /// <summary>Told how far it is.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Leaves mutants out.</summary>
    public Func<Mutant, bool> Mutants { get; init; } = _ => true;

    /// <summary>Leaves claims out.</summary>
    public Func<IClaim, bool> Claims { get; init; } = _ => true;

    /// <summary>Runs it; where a claim fails unmutated nothing is tried, and the report says so.</summary>
    /// <exception cref="InvalidOperationException">
    /// The file does not say who may do what with the table, or no row of it can be made.
    /// </exception>
    public async Task<MutationReport> RunAsync(int seed, CancellationToken cancellation = default)
    {
        if (intent.Find(table) is not { Commands.Count: > 0 } said)
            throw new InvalidOperationException($"{intent.Path} does not say who may do what with {table}.");
        var scene = await TableScene.CreateAsync(database, intent, table, seed, cancellation);
        var target = (await TargetReader.ReadAsync(database, table, cancellation)).Alone(
            said.ServiceRole.Count > 0 ? MutationTarget.Roles : [.. MutationTarget.Roles.Where(r => r != DatabaseRole.ServiceRole)]
        );
        var mutants = AllMutators.Make(target, Constants(scene), AllMutators.OfAccess).Where(Mutants);
        var run = new MutationRun(database, [.. IntentClaim.For(scene).Where(Claims)])
        {
            Watched = [scene.Subject, .. scene.Watched.Where(s => s != scene.Subject)],
            Progress = Progress,
            MayChangeRoles = database.Server.Server.IsThrowaway,
            StopsWhereClaimsFail = true,
        };
        return await run.RunAsync([.. mutants], cancellation) with { Table = table.ToString() };
    }

    // The last tenant and its first member: most callers are not related to them.
    private static MutationConstants Constants(TableScene scene)
    {
        if (scene.Subject.Tenancy is not { } model)
            return new(TableName.Users, scene.Population.Strangers[0].Id.ToString(), scene.Population.Strangers[0].Id);
        var tenant = scene.Population.Tenants[model].Last()[model.Key]!;
        return new(model.Tenants, tenant, scene.Population.Members[(model.Tenants, tenant)] is [var member, ..] ? member.Id : Guid.Empty)
        {
            Roles = model.Members?.Roles ?? [],
        };
    }
}
