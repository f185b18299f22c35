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

/// <summary>Mutates the grants, policies and functions that decide access to one table; the claims come from the intent file.</summary>
/// <param name="database">A migrated database without test rows, which nothing else uses.</param>
/// <param name="intent">The intent file.</param>
/// <param name="table">The table to mutate.</param>
public sealed class TableMutation(TestDatabase database, IntentFile intent, TableName table)
{
    /// <summary>Receives progress messages.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Selects the mutants to run; all by default.</summary>
    public Func<Mutant, bool> Mutants { get; init; } = _ => true;

    /// <summary>Selects the claims to check; all by default.</summary>
    public Func<IClaim, bool> Claims { get; init; } = _ => true;

    /// <summary>
    /// Runs the mutants. If a claim whose <see cref="IClaim.MayFail"/> is false fails before any mutation, runs no mutant, and the report
    /// names the claim.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The intent file has no rules for the table, or no row of the table can be made.
    /// </exception>
    public async Task<MutationReport> RunAsync(int seed, CancellationToken cancellation = default) =>
        await (await PrepareAsync(seed, cancellation)).RunAsync(cancellation);

    /// <summary>Fills the database, and makes the mutants and the claims.</summary>
    /// <exception cref="InvalidOperationException">
    /// The intent file has no rules for the table, or no row of the table can be made.
    /// </exception>
    public async Task<PreparedMutation> PrepareAsync(int seed, CancellationToken cancellation = default)
    {
        if (intent.Find(table) is not { Commands.Count: > 0 } said)
            throw new InvalidOperationException($"{intent.Path} does not describe access to {table}.");
        var scene = await TableScene.CreateAsync(database, intent, table, seed, cancellation);
        var target = (await TargetReader.ReadAsync(database, table, cancellation)).Alone(
            said.ServiceRole.Count > 0 ? MutationTarget.Roles : [.. MutationTarget.Roles.Where(r => r != DatabaseRole.ServiceRole)]
        );
        Mutant[] mutants = [.. AllMutators.Make(target, Constants(scene), AllMutators.OfAccess).Where(Mutants)];
        IClaim[] claims = [.. IntentClaim.For(scene).Where(Claims)];
        var run = new MutationRun(database, claims)
        {
            Watched = [scene.Subject, .. scene.Watched.Where(s => s != scene.Subject)],
            Progress = Progress,
            MayChangeRoles = database.Server.Server.IsThrowaway,
            StopsWhereClaimsFail = true,
        };
        return new PreparedMutation(run, scene, mutants, claims);
    }

    // The constants are the last tenant and its first member, because most callers are not members of that tenant. If the table has no
    // tenants, both constants are a user who is a member of no tenant.
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
