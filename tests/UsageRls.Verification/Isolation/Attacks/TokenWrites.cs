using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>The data that a caller writes before it gets a new token.</summary>
/// <param name="Says">A description for reports: <c>sets team in public.preferences</c>.</param>
internal sealed record TokenWrite(string Says)
{
    /// <summary>
    /// SQL that the administrator runs first: it deletes the caller's existing rows, or stores the user's metadata as the platform does;
    /// empty if not needed.
    /// </summary>
    public string Scene { get; init; } = "";

    /// <summary>The caller's statement; null if the caller writes only its own user metadata.</summary>
    public string? Sql { get; init; }

    /// <summary>The user metadata that the caller writes.</summary>
    public JsonObject Metadata { get; init; } = [];
}

/// <summary>
/// Builds the writes by which a caller changes what an access token hook reads: columns that the hook names, and the caller's own user
/// metadata.
/// </summary>
internal sealed class TokenWrites(AttackScene scene, TokenHook hook)
{
    private const int MostWords = 6,
        MostOfTable = 8;

    // Up to six values that policies may compare claims with.
    private readonly string[] _words =
    [
        .. scene
            .Texts.OfPolicies.Where(t => t.Contains("jwt", StringComparison.OrdinalIgnoreCase))
            .SelectMany(ForgedClaims.In)
            .Select(c => c.Value)
            .Distinct(StringComparer.Ordinal)
            .Take(MostWords),
    ];

    /// <summary>
    /// Returns the writes by which a caller stores the key of the tenant under attack, or a value that policies compare claims with, in the
    /// data that the hook reads.
    /// </summary>
    public IEnumerable<TokenWrite> Of(Standing caller, TenantModel model, MadeRow victim) =>
        scene
            .Subjects.Where(s => s.Kind != SubjectKind.Shared && s.Where is null && hook.Texts.Any(t => RuleTexts.Names(t, s.Name.Name)))
            .SelectMany(s => Values(s, model, victim).Take(MostOfTable).SelectMany(values => Of(s, caller, values)))
            .Concat(Metadata(caller, victim[model.Key]!));

    private IEnumerable<TokenWrite> Of(Subject subject, Standing caller, IReadOnlyDictionary<string, RowValue> values)
    {
        var role = caller.Caller.Role;
        var (insertable, updatable) = (
            scene.Privileges.Of(role, subject.Name, "INSERT"),
            scene.Privileges.Of(role, subject.Name, "UPDATE")
        );
        var says = $"sets {string.Join(", ", values.Select(v => $"{v.Key} = {v.Value}"))} in {subject.Name}";
        if (values.Keys.All(updatable.Contains))
        {
            var set = values.Select(v => $"{SqlText.Identifier(v.Key)} = {v.Value.ToSql(subject.Table.Find(v.Key)!.SentType)}");
            yield return new TokenWrite(says) { Sql = $"update {subject.Name.Sql} set {string.Join(", ", set)}" };
        }

        if (values.Keys.All(insertable.Contains) && OwnRows.For(scene, subject, caller) is [var own, ..])
        {
            var row = new Dictionary<string, RowValue>(own, StringComparer.Ordinal);
            foreach (var (column, value) in values)
                row[column] = value;
            yield return new TokenWrite(says) { Scene = Room(subject, caller), Sql = OwnRows.Insert(scene, subject, caller, row) };
        }
    }

    // Builds SQL that deletes the caller's rows of a personal table, because such a table may allow only one row per user.
    private string Room(Subject subject, Standing caller) =>
        subject.Kind == SubjectKind.Personal
            ? string.Join(
                "; ",
                scene.Rows[subject].Where(r => r.Belongs.User == caller.User).Take(5).Select(r => SceneRows.Without(subject, r.Key))
            )
            : "";

    // First sets every column that can name the tenant under attack; then also sets each other column that the hook names, one at a time.
    private IEnumerable<IReadOnlyDictionary<string, RowValue>> Values(Subject subject, TenantModel model, MadeRow victim)
    {
        var users = SequenceRows.Users(subject);
        Column[] columns =
        [
            .. subject.Table.Columns.Where(c =>
                !c.IsGenerated
                && !subject.Table.Key.Contains(c.Name)
                && !users.Contains(c.Name)
                && hook.Texts.Any(t => RuleTexts.Names(t, c.Name))
            ),
        ];
        var naming = columns
            .Select(c => (c.Name, Value: Naming(subject.Table, c, model, victim)))
            .Where(c => c.Value is not null)
            .ToDictionary(c => c.Name, c => RowValue.Literal(c.Value), StringComparer.Ordinal);
        if (naming.Count > 0)
            yield return naming;
        foreach (var column in columns.Where(c => !naming.ContainsKey(c.Name)))
        {
            string[] words = column.Category switch
            {
                'E' => [.. column.EnumLabels.Take(MostWords)],
                'B' => ["true"],
                'S' => [victim[model.Key]!, .. _words],
                _ => [],
            };
            foreach (var word in words)
                yield return new Dictionary<string, RowValue>(naming, StringComparer.Ordinal) { [column.Name] = RowValue.Literal(word) };
        }
    }

    private string? Naming(Table table, Column column, TenantModel model, MadeRow victim)
    {
        var id = victim[model.Key]!;
        if (table.ForeignKeys.FirstOrDefault(k => k.Columns.Contains(column.Name)) is { } key)
        {
            if (key.Columns is not [_])
                return null;
            return key.Parent == model.Tenants ? id : scene.Population.StandIns.GetValueOrDefault((key.Parent, id))?[key.ParentColumns[0]];
        }

        if (column.BaseType is "json" or "jsonb")
            return MetadataPaths.In(hook.Texts) is { Count: > 0 } keys ? MetadataPaths.Document(keys, id).ToJsonString() : null;
        return column.Category switch
        {
            'A' => $"{{{id}}}",
            'U' or 'S' or 'N' when (column.BaseType == "uuid") == Guid.TryParse(id, out _) => id,
            _ => null,
        };
    }

    // Every user may write its own raw_user_meta_data through Supabase Auth, without access to any table.
    private IEnumerable<TokenWrite> Metadata(Standing caller, string victim)
    {
        if (!hook.Texts.Any(t => t.Contains("user_meta", StringComparison.OrdinalIgnoreCase)))
            yield break;
        var keys = MetadataPaths.In(hook.Texts);
        foreach (var word in _words.Prepend(victim))
        {
            var metadata = MetadataPaths.Document(keys, word);
            yield return new TokenWrite($"writes {metadata.ToJsonString()} to its user_metadata")
            {
                Scene =
                    $"update auth.users set raw_user_meta_data = {SqlText.Literal(metadata.ToJsonString())} "
                    + $"where id = {SqlText.Literal(caller.User)}",
                Metadata = metadata,
            };
        }
    }
}
