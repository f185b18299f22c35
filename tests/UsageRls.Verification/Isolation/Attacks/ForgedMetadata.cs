using System.Text.Json.Nodes;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets a stranger (a user without a membership) call the functions that read <c>user_metadata</c>, which every user may write. The
/// stranger writes values of another tenant's rows there, for example the address of an invitation.
/// </summary>
internal sealed class ForgedMetadata(AttackScene scene, Reachable reachable, IReadOnlySet<Subject> trails, IReadOnlySet<string> leaking)
{
    /// <summary>
    /// Calls each function with metadata that name rows of each tenant under attack. Returns a breach for each function that then shows or
    /// changes a row of this tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        var stranger = scene.Stand(scene.Population.Strangers[0]);
        foreach (var function in reachable.Functions.Where(f => f.Role == stranger.Caller.Role && !leaking.Contains(f.Signature)))
        {
            string[] texts =
            [
                .. scene.Texts.Called(function.Body).Where(t => t.Contains("user_metadata", StringComparison.OrdinalIgnoreCase)),
            ];
            var paths = MetadataPaths.In(texts);
            if (paths.Count == 0)
                continue;
            foreach (var (model, tenant) in scene.Victims)
            {
                var forged = Forged(paths, texts, tenant[model.Key]!);
                var claims = JsonNode.Parse(stranger.Caller.Claims!)!.AsObject();
                claims["user_metadata"] = forged;
                var caller = stranger with { Caller = stranger.Caller with { Claims = claims.ToJsonString() } };
                var run = scene.Reach(trails);
                var objects = await run.RunAsync(new([], [function]), [caller], cancellation);
                breaches.AddRange(objects.SelectMany(o => o.Breaches.Select(b => Create(o, b, forged))));
            }
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    // Puts at the end of each path the value of a column of the same name in a row of the tenant; if there is none, "true" for a path that
    // sounds like a state, and the tenant's key for any other path.
    private JsonObject Forged(IReadOnlyList<IReadOnlyList<string>> paths, string[] texts, string tenant)
    {
        MadeRow[] rows =
        [
            .. from subject in scene.Subjects
            where texts.Any(t => RuleTexts.Names(t, subject.Name.Name))
            from row in scene.Rows[subject]
            where row.Belongs.Tenant == tenant && scene.Known.ContainsKey((subject.Name, row.Key))
            select scene.Known[(subject.Name, row.Key)],
        ];
        string Value(string name) =>
            rows.Select(r => r.Values.GetValueOrDefault(name)).FirstOrDefault(v => v is not null)
            ?? (
                name.EndsWith("ed", StringComparison.OrdinalIgnoreCase) || name.StartsWith("is_", StringComparison.Ordinal)
                    ? "true"
                    : tenant
            );
        return MetadataPaths.Document(paths.Select(p => (p, (string?)Value(p[^1]))));
    }

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, JsonObject forged)
    {
        var function = $"{reached.Kind} {reached.Object}";
        return new AttackBreach(
            "forged-metadata",
            IsolationFindings.IsGrave(reached) ? Severity.Critical : Severity.Medium,
            function,
            breach.Caller.ToString(),
            $"{breach.What}, after writing {forged.ToJsonString()} to its own user_metadata, {breach.Why}",
            $"In {function}, take nothing from user_metadata: the claim email holds the address that Supabase Auth has confirmed, and "
                + "app_metadata can be written by the server only.",
            breach.Trial.ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, function, "trusts user_metadata, which every user may write"),
        };
    }
}
