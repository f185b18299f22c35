using System.Diagnostics;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// Runs the mutation tests of <c>usage_events</c>: clones a template, loads the rows of <see cref="Cast"/>, makes the mutants and checks
/// the claims on each mutant.
/// </summary>
/// <param name="template">The template whose clone is mutated.</param>
/// <param name="model">The intent.</param>
public sealed class MutationStage(Template template, AccessModel model)
{
    // Ids that a careless developer could have left in a policy. No caller is this user or a member of this organisation.
    private static readonly MutationConstants s_constants = new(
        new("public", "organizations"),
        Cast.Foreign.Id.ToString(),
        Cast.Foreigner.Id
    )
    {
        Roles = OrgRole.All,
    };

    /// <summary>Receives progress messages.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Whether to run no mutant if a claim without <see cref="IClaim.MayFail"/> fails before any mutation.</summary>
    public bool StopsWhereClaimsFail { get; init; }

    /// <summary>
    /// Selects the claims to check; all by default. If claims are left out, the survivors show which mutants only the omitted claims kill.
    /// </summary>
    public Func<IClaim, bool> Claims { get; init; } = _ => true;

    /// <summary>Selects the mutants to run; all by default.</summary>
    public Func<Mutant, bool> Mutants { get; init; } = _ => true;

    /// <summary>Runs the mutants on a clone of the template and returns the report.</summary>
    public async Task<MutationReport> RunAsync(CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        await using var clone = await template.CloneAsync(cancellation);
        Table table;
        await using (var connection = await clone.Connections.OpenConnectionAsync(cancellation))
        {
            await WorldLoader.LoadAsync(connection, Cast.World, cancellation);
            table = (await DatabaseSchema.ReadAsync(connection, cancellation)).Find(UsageEventsIntent.Table)!;
        }

        var contract = CatalogContract.For(template.Migrations);
        var target = await TargetReader.ReadAsync(clone, UsageEventsIntent.Table, cancellation);
        var mutants = AllMutators.Make(target, s_constants, AllMutators.For([.. contract.Indexes]));
        var claims = WholeClaim.For(model, contract, clone.Owner, clone.Server.Server.Version.Major).Where(Claims);

        var run = new MutationRun(clone, [.. claims])
        {
            Watched = [new Tenancy.Subject(table, Tenancy.SubjectKind.Tenant)],
            AlsoWritten = [new("public", "org_members")],
            Progress = Progress,
            MayChangeRoles = clone.Server.Server.IsThrowaway,
            StopsWhereClaimsFail = StopsWhereClaimsFail,
        };
        return await run.RunAsync([.. mutants.Where(Mutants)], cancellation) with
        {
            Elapsed = watch.Elapsed,
            Table = UsageEventsIntent.Table.ToString(),
        };
    }
}
