using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Finds subjects in the platform's tables on which an application has policies: files (one subject for each bucket that policies name, and
/// one for all other buckets if policies name no bucket) and messages.
/// </summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
/// <param name="users">The columns that name users.</param>
/// <param name="publicBuckets">The ids of the public buckets, whose files everybody may read by URL, as SQL literals.</param>
internal sealed class PlatformSubjects(RuleAnalysis rules, UserColumns users, IReadOnlySet<string> publicBuckets)
{
    /// <summary>The table whose policies decide who may join a channel of Realtime.</summary>
    public static readonly TableName Messages = new("realtime", "messages");

    private const string Bucket = "bucket_id";

    private const string OtherBucket = "'a bucket that no policy names'";

    /// <summary>
    /// Returns the subjects of a platform table; none unless the table is in <c>storage</c> or <c>realtime</c> and the application has
    /// policies on it.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="models">The tenancies.</param>
    /// <param name="of">Finds the subject of another table.</param>
    public IEnumerable<Subject> Of(Table table, IReadOnlyList<TenantModel> models, Func<Table, Subject> of)
    {
        if (table.Name.Schema is not ("storage" or "realtime"))
            yield break;
        var texts = rules.PoliciesOf(table.Name).ToList();
        var paths = new ExpressionPaths(rules, of).Of(table, models);
        var groups = texts
            .GroupBy(t => table.Find(Bucket) is null ? null : Fixed(t, table, Bucket))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        var named = groups.Select(g => g.Key).OfType<string>().ToList();
        foreach (var group in groups)
        {
            var own = paths.Where(p => group.Contains(p.Text)).ToList();
            var tenant = own.FirstOrDefault(p => p.Model is not null);
            var user = own.FirstOrDefault(p => p.Model is null)?.Path ?? Owner(table, group);
            var kind =
                tenant is not null ? SubjectKind.Tenant
                : user is not null ? SubjectKind.Personal
                : SubjectKind.Shared;
            var given = group
                .SelectMany(t => t.Equalities(t.Blocks[0]).Select(e => (Text: t, Equality: e)))
                .Select(e => (SourceColumns.Find(e.Text, e.Text.Blocks[0], e.Equality.Left)?.Column, Literal(e.Text, e.Equality.Right)))
                .Where(p => p is { Column: not null, Item2: not null })
                .DistinctBy(p => p.Column)
                .ToDictionary(p => p.Column!, p => p.Item2!, StringComparer.Ordinal);
            if (group.Key is null && named.Count > 0)
                given.TryAdd(Bucket, OtherBucket);
            var isListed = group.Key is { } bucket && publicBuckets.Contains(bucket) && group.Any(t => Lists(t, bucket));
            yield return new Subject(table, kind)
            {
                IsListed = isListed,
                Tenancy = tenant?.Model,
                Tenant = tenant?.Path,
                User = user,
                Where =
                    group.Key is not null ? $"{Bucket} = {group.Key}"
                    : named.Count > 0 ? $"{Bucket} not in ({string.Join(", ", named)})"
                    : null,
                Given = given,
                Guesses =
                [
                    new Guess(
                        Conclusion(kind, tenant, user) + (isListed ? ", and everybody may see them: the bucket is public" : ""),
                        $"its policies require it, for example \"{group.First().Policy!.Name}\"",
                        IntentLine.Table(table.Name, $"tenant: {IntentLine.Gap}, author: {IntentLine.Gap}")
                    ),
                ],
            };
        }
    }

    private static string Conclusion(SubjectKind kind, ExpressionPath? tenant, RowPath? user) =>
        kind switch
        {
            SubjectKind.Tenant => $"its rows belong to a tenant of {tenant!.Model!.Tenants}, by {tenant.Path}",
            SubjectKind.Personal => $"its rows belong to a user, by {user}",
            _ => "its rows belong to nobody in particular",
        };

    // Whether a policy for SELECT checks nothing but the bucket, so that the policy's roles may list all files of the bucket.
    private static bool Lists(RuleText text, string bucket) =>
        text.Policy is { IsPermissive: true, Command: "select" } policy && policy.TestsOnly($"{Bucket} = {bucket}::text");

    private RowPath? Owner(Table table, IEnumerable<RuleText> texts) =>
        users.Author(table) is { } author
        && texts.Any(t => t.Blocks[0].OwnTokens().Any(i => SourceColumns.At(t, t.Blocks[0], i).Any(c => c.Column == author.Column)))
            ? new RowPath([], author.Column)
            : null;

    private static string? Fixed(RuleText text, Table table, string column) =>
        text.Equalities(text.Blocks[0])
            .Where(e => SourceColumns.Find(text, text.Blocks[0], e.Left) is { } own && own.Table == table.Name && own.Column == column)
            .Select(e => Literal(text, e.Right))
            .FirstOrDefault(l => l is not null);

    // Returns the first literal in 'a', ('a', 'b') or any (array['a', 'b']); null if the span contains a query or ||.
    private static string? Literal(RuleText text, Span span)
    {
        var tokens = Enumerable.Range(span.First, span.Last - span.First + 1).Select(i => text.Sql.Tokens[i]).ToList();
        return tokens.Any(t => t.Is("select") || t.Is("||"))
            ? null
            : tokens.Where(t => t.Kind == TokenKind.Text).Select(t => t.Text).FirstOrDefault();
    }
}
