using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Concludes from the catalog of a migrated database, and from the intent file, to which tenant or user the rows of each table belong.
/// </summary>
public static class Discovery
{
    /// <summary>Finds the tenancies and subjects of an application, with reasons for the conclusions.</summary>
    /// <param name="administrator">A connection to the migrated database, as a role that may read its catalog.</param>
    /// <param name="said">The intent file, which overrides discovery; null if there is none.</param>
    /// <param name="cancellation">Cancels the queries.</param>
    /// <exception cref="IntentFileException">The intent file names an object or role that does not exist, or an invalid path.</exception>
    public static async Task<Application> ReadAsync(
        NpgsqlConnection administrator,
        IntentFile? said,
        CancellationToken cancellation = default
    )
    {
        var schema = await DatabaseSchema.ReadAsync(administrator, cancellation);
        var access = await AccessRules.ReadAsync(administrator, cancellation);
        var rules = new RuleAnalysis(schema, access, PersonTables.Find(schema));
        var users = new UserColumns(schema, rules);
        var names = said is null ? null : new SaidNames(schema, said);
        var tenancies = await new TenancyReader(administrator, schema, rules, users).ReadAsync(said?.Tenancies ?? [], names, cancellation);
        var buckets = await PublicBucketsAsync(administrator, schema, cancellation);
        var read = new SubjectReader(
            schema,
            rules,
            users,
            tenancies,
            new PlatformSubjects(rules, users, buckets),
            new Directories(rules, users, access.Readable)
        );
        var subjects = read.Read();
        if (said is not null)
            subjects = new StatedSubjects(said, names!, tenancies.Models, read).Apply(subjects);
        names?.ThrowIfWrong();

        var reachable = subjects.Select(s => s with { IsReachable = access.ReachableBy.ContainsKey(s.Name) }).ToList();
        var models =
            tenancies.Models.Count > 0 || !reachable.Any(s => s.Kind == SubjectKind.Personal)
                ? tenancies.Models
                : [new TenantModel(TableName.Users, "id", null)];
        return new Application(models, reachable, tenancies.Guesses);
    }

    private static async Task<IReadOnlySet<string>> PublicBucketsAsync(
        NpgsqlConnection administrator,
        DatabaseSchema schema,
        CancellationToken cancellation
    )
    {
        var buckets = new HashSet<string>(StringComparer.Ordinal);
        if (schema.Find(new TableName("storage", "buckets"))?.Find("public") is null)
            return buckets;
        await using var command = new NpgsqlCommand("select pg_catalog.quote_literal(id) from storage.buckets where public", administrator);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            buckets.Add(reader.GetString(0));
        return buckets;
    }
}
