using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Calls the functions that write <c>app_metadata</c>, with the claims that policies read there, and then gets a new token. The token must
/// not open rows of other tenants. Does nothing if no function that callers reach writes this metadata.
/// </summary>
internal sealed class ClaimWriters(AttackScene scene, Reachable reachable)
{
    private const string Metadata = "app_metadata.";
    private const int MostClaims = 24;

    private sealed record Call(ReachableFunction Function, Standing Caller, string Sql, string Says);

    /// <summary>
    /// As each outsider (no member of the tenants under attack), calls the functions. Returns a breach for each function by which a token
    /// opens another tenant's rows.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        if (scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        var calls = (
            from function in reachable.Functions
            where function is { IsReadOnly: false, IsProcedure: false, Arguments.Count: > 0, Role: DatabaseRole.Authenticated }
            where scene.Texts.Called(function.Body).Any(t => t.Contains("raw_app_meta_data", StringComparison.OrdinalIgnoreCase))
            from caller in scene.Outsiders
            from claim in Claims().Take(MostClaims)
            select new Call(function, caller, Sql(function, claim), $"{string.Join('.', claim.Path)} = {claim.Value}")
        ).ToArray();
        var breaches = new List<AttackBreach>();
        foreach (var group in calls.GroupBy(c => c.Caller))
        {
            string[] renew = [.. StaleClaims.Renew(group.Key)];
            var tries = group.Select(c => look with { Before = [c.Sql, .. renew] }).Prepend(look with { Before = renew });
            var done = await scene.Session.TryAllAsync([.. tries.Select(t => (group.Key.Caller, t))], cancellation);
            breaches.AddRange(group.Zip(done.Skip(1), (call, trial) => Judge(call, done[0], trial)).OfType<AttackBreach>());
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    // The claims of app_metadata that policies read, with the values that may give access; first the key of each tenant under attack.
    private IEnumerable<(string[] Path, string Value)> Claims()
    {
        var claims = scene.Texts.OfPolicies.SelectMany(ForgedClaims.In).Where(c => c.Path.StartsWith(Metadata, StringComparison.Ordinal));
        var paths = claims.Select(c => (Path: c.Path[Metadata.Length..].Split('.'), c.Value)).ToArray();
        var tenants = scene.Victims.Select(v => v.Row[v.Model.Key]!);
        return paths
            .Select(c => c.Path)
            .DistinctBy(p => string.Join('.', p))
            .SelectMany(p => tenants.Select(t => (p, t)))
            .Concat(paths)
            .DistinctBy(c => $"{string.Join('.', c.Item1)}={c.Item2}");
    }

    // JSON arguments get the claim as a document. Of two text arguments, the first gets the claim's name and the second its value.
    private string Sql(ReachableFunction function, (string[] Path, string Value) claim)
    {
        var values = new ArgumentValues(scene.Population.Schema, "{}", areSecretsKnown: true);
        MadeRow[] rows = [.. scene.Victims.Select(v => v.Row)];
        var texts = function.Arguments.Where(a => a.Category == 'S').ToArray();
        var arguments = function.Arguments.Select(a =>
            a.Type is "json" or "jsonb" ? ArgumentValues.Literal(MetadataPaths.Document([(claim.Path, claim.Value)]).ToJsonString(), a.Type)
            : texts.Length > 1 && a == texts[0] ? ArgumentValues.Literal(claim.Path[^1], a.Type)
            : a.Category == 'S' ? ArgumentValues.Literal(claim.Value, a.Type)
            : values.Of(a, rows)
        );
        return $"select {new TableName(function.Schema, function.Name).Sql}({string.Join(", ", arguments)})";
    }

    private AttackBreach? Judge(Call call, Trial before, Trial after)
    {
        if (
            before.Outcome.SqlState is not null
            || after.Outcome.SqlState is not null
            || scene.FirstForbidden(call.Caller, VisibleKeys.Looked(after), VisibleKeys.Looked(before)) is not var (seen, _, why)
        )
        {
            return null;
        }

        return new AttackBreach(
            "claim-writer",
            Severity.Critical,
            $"function {call.Function.Signature}",
            call.Caller.ToString(),
            $"calls {call.Function.Signature}, which writes {call.Says} to its app_metadata, gets a new token, and then sees a row of "
                + $"{seen} {why}",
            $"Let {call.Function.Signature} write fixed keys of app_metadata, never a key or value from its caller that policies read.",
            (after with { Statement = AttackScene.Select(seen) with { Before = after.Statement.Before } }).ToSql()
        )
        {
            Functions = [call.Function.Signature],
            Responsible = new(ResponsibleKind.Object, $"function {call.Function.Signature}", "writes claims that its caller chooses"),
        };
    }
}
