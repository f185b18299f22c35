using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Signs up with metadata and an unconfirmed address that triggers or policies believe, and then looks at every watched table.</summary>
internal sealed partial class SignUpAttack(AttackScene scene)
{
    private const int Most = 60;
    private const string ClaimedDomain = "claimed-domain.example";
    private static readonly Guid s_id = new("abababab-0000-4000-8000-000000000001");

    /// <summary>How much was tried.</summary>
    public AttackBound Bound { get; private set; } = new("sign-ups", 0, 0);

    /// <summary>Tries it, where anything reads what people sign up with.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        if (scene.Look(DatabaseRole.Authenticated) is not { } look || scene.Population.Schema.Find(TableName.Users) is null)
            return [];
        var ways = Ways().DistinctBy(w => (w.Email, w.Metadata.ToJsonString(), w.Scene)).ToArray();
        Bound = new("sign-ups", Math.Min(ways.Length, Most), ways.Length);
        if (ways.Length == 0)
            return [];

        const string plain = "newcomer@example.net";
        var tries = ways.Take(Most)
            .Prepend((Email: plain, Metadata: [], Scene: ""))
            .Select(w => (Way: w, Caller: Newcomer(w.Email, w.Metadata)))
            .ToArray();
        var done = await scene.Session.TryAllAsync(
            [.. tries.Select(t => (t.Caller, look with { Scene = t.Way.Scene + SignUp(t.Way.Email, t.Way.Metadata) }))],
            cancellation
        );
        var visible = AttackScene.Looked(done[0]);
        var breaches = new List<AttackBreach>();
        foreach (var (tried, trial) in tries.Zip(done).Skip(1))
        {
            var standing = new Standing(
                tried.Caller,
                new Dictionary<(TableName, string), string>(),
                new HashSet<string>(StringComparer.Ordinal)
            );
            if (
                trial.Outcome.SqlState is not null
                || scene.FirstForbidden(standing, AttackScene.Looked(trial), visible) is not var (subject, _, why)
            )
            {
                continue;
            }

            breaches.Add(
                new AttackBreach(
                    "sign-up",
                    tried.Way.Email == plain ? Severity.Critical : Severity.High,
                    subject.ToString(),
                    tried.Caller.Name,
                    $"sees a row of {subject} {why}",
                    "Let no trigger or policy believe what a newcomer sends along, nor an address before email_confirmed_at is set: join people by an invitation that a member has made.",
                    (trial with { Statement = AttackScene.Select(subject) with { Scene = trial.Statement.Scene } }).ToSql()
                )
                {
                    Functions = scene.Texts.TriggersOf(TableName.Users),
                }
            );
        }
        return breaches;
    }

    private static Caller Newcomer(string email, JsonObject metadata) =>
        Caller.SignedIn(
            metadata.Count == 0 ? $"newcomer who signed up as {email}" : $"newcomer who signed up with {metadata.ToJsonString()}",
            s_id,
            claims =>
            {
                claims["email"] = email;
                claims["user_metadata"] = metadata.DeepClone();
            }
        );

    private string SignUp(string email, JsonObject metadata)
    {
        var table = scene.Population.Schema.Find(TableName.Users)!;
        var values = new (string Column, string Value)[]
        {
            ("id", SqlText.Literal(s_id.ToString())),
            ("email", SqlText.Literal(email)),
            ("aud", "'authenticated'"),
            ("role", "'authenticated'"),
            ("raw_app_meta_data", """'{"provider": "email", "providers": ["email"]}'"""),
            ("raw_user_meta_data", SqlText.Literal(metadata.ToJsonString())),
            ("created_at", "now()"),
            ("updated_at", "now()"),
        }
            .Where(v => table.Find(v.Column) is { IsGenerated: false })
            .ToArray();
        return $"insert into auth.users ({string.Join(", ", values.Select(v => v.Column))}) values ({string.Join(", ", values.Select(v => v.Value))})";
    }

    private IEnumerable<(string Email, JsonObject Metadata, string Scene)> Ways()
    {
        var texts = scene.Texts.All;
        string[] keys = [.. texts.SelectMany(t => Key().Matches(t)).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal)];
        var victims = scene.Victims.ToArray();
        foreach (var (model, row) in victims)
        {
            string[] values =
            [
                row[model.Key]!,
                .. model.Members?.Roles.Take(2) ?? [],
                .. row
                    .Values.Where(v =>
                        v.Value is { Length: > 1 and < 80 } && scene.Population.Schema.Find(row.Table)?.Find(v.Key) is { Category: 'S' }
                    )
                    .Select(v => v.Value!),
                .. texts
                    .Where(t =>
                        t.Contains("meta_data", StringComparison.OrdinalIgnoreCase) || t.Contains("user_metadata", StringComparison.Ordinal)
                    )
                    .SelectMany(t => Literal().Matches(t))
                    .Select(m => m.Groups["text"].Value)
                    .Where(t => t.Length is > 1 and < 40 && !keys.Contains(t))
                    .Distinct(StringComparer.Ordinal)
                    .Take(6),
                "true",
            ];
            // One key alone with each value; the others as they are likely meant.
            foreach (var key in keys)
            {
                foreach (var value in values)
                {
                    var metadata = new JsonObject();
                    var top = model.Members?.Roles is [var most, ..] ? most : null;
                    foreach (var other in keys)
                    {
                        metadata[other] =
                            other == key ? value
                            : other.Contains("role", StringComparison.OrdinalIgnoreCase) ? top
                            : row[model.Key];
                    }

                    yield return ("newcomer@example.net", metadata, "");
                }
            }

            var acts = scene
                .Texts.Triggered(TableName.Users)
                .Concat(scene.Texts.OfPolicies)
                .Any(t => t.Contains("email", StringComparison.OrdinalIgnoreCase));
            if (!acts)
                continue;
            // A tenant that claims a domain, where none does yet.
            foreach (
                var column in scene
                    .Population.Schema.Find(row.Table)
                    ?.Columns.Where(c =>
                        !c.IsGenerated && c.Category is 'S' or 'A' && c.Name.Contains("domain", StringComparison.OrdinalIgnoreCase)
                    )
                    ?? []
            )
            {
                var value = column.Category == 'A' ? $"{{{ClaimedDomain}}}" : ClaimedDomain;
                yield return (
                    $"newcomer@{ClaimedDomain}",
                    [],
                    $"update {row.Table.Sql} set {SqlText.Identifier(column.Name)} = {SqlText.Literal(value)} where {SqlText.Identifier(model.Key)}::text = {SqlText.Literal(row[model.Key])}; "
                );
            }
            foreach (var domain in row.Values.Values.OfType<string>().Where(v => Domain().IsMatch(v)).Distinct(StringComparer.Ordinal))
                yield return ($"newcomer@{domain.TrimStart('@')}", [], "");
        }
        if (!scene.Texts.Triggered(TableName.Users).Any(t => t.Contains("email", StringComparison.OrdinalIgnoreCase)))
            yield break;
        foreach (var address in ForgedCallers.Addresses(scene.Texts.Triggered(TableName.Users)))
            yield return (address, [], "");
        // Where somebody has been invited, or a domain is claimed, in whatever table of the victims'.
        foreach (
            var value in scene
                .Known.Values.SelectMany(r => r.Values)
                .Where(v =>
                    v.Value is not null
                    && v.Key.Contains("domain", StringComparison.OrdinalIgnoreCase)
                    && !v.Value!.Contains(' ', StringComparison.Ordinal)
                )
                .Select(v => v.Value!.TrimStart('@'))
                .Distinct(StringComparer.Ordinal)
                .Take(8)
        )
        {
            yield return ($"newcomer@{value}", [], "");
        }

        foreach (
            var address in scene
                .Known.Values.Where(r => r.Table != TableName.Users)
                .SelectMany(r => r.Values)
                .Where(v =>
                    v.Value is { } text
                    && v.Key.Contains("email", StringComparison.OrdinalIgnoreCase)
                    && text.Contains('@', StringComparison.Ordinal)
                    && scene.Population.People.All(p => p.Email != text)
                )
                .Select(v => v.Value!)
                .Distinct(StringComparer.Ordinal)
                .Take(8)
        )
        {
            yield return (address, [], "");
        }
    }

    [GeneratedRegex("""raw_user_meta_data\W*->>?\s*'(?<key>[^']+)'""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Key();

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\A@?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Domain();
}
