using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Preflight;

namespace UsageRls.Verification.UsageEvents;

/// <summary>The tables that the checks of <c>usage_events</c> use, with the columns that the checks write.</summary>
public static class UsageEventsTables
{
    /// <summary>The name of the table <c>usage_events</c>.</summary>
    public const string Name = "usage_events";

    private static readonly string[] s_text = ["text", "character varying", "extensions.citext", "citext"];
    private static readonly string[] s_counts = ["integer", "bigint"];

    private static readonly string[] s_ofEvents =
    [
        Name,
        "org_id",
        "user_id",
        "action",
        "module_id",
        "tokens_input",
        "tokens_output",
        "metadata",
        "created_at",
    ];

    /// <summary>Whether the SQL of the migrations creates <c>usage_events</c> with the expected columns.</summary>
    public static bool AreMadeBy(MigrationSet migrations) => Lacking(migrations) is { Count: 0 };

    /// <summary>
    /// Returns the expected columns that the migrations' <c>usage_events</c> lacks; null if no statement creates that table.
    /// </summary>
    public static IReadOnlyList<string>? Lacking(MigrationSet migrations) =>
        migrations
            .Migrations.SelectMany(m => m.Statements)
            .Where(s => s.StartsWith("create", "table") && Has(s, Name))
            .Select(s => s_ofEvents.Where(word => !Has(s, word)).ToArray())
            .MinBy(lacking => lacking.Length);

    private static bool Has(SqlStatement statement, string word) => statement.Text.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The required tables.</summary>
    public static IReadOnlyList<RequiredTable> All { get; } =
    [
        new("public", "organizations", [new("id", "uuid"), new("name", s_text), new("slug", s_text)]),
        new("public", "org_members", [new("org_id", "uuid"), new("user_id", "uuid"), new("role", s_text)]),
        new(
            "public",
            Name,
            [
                new("id", "uuid"),
                new("org_id", "uuid"),
                new("user_id", "uuid"),
                new("action", s_text),
                new("module_id", s_text),
                new("tokens_input", s_counts),
                new("tokens_output", s_counts),
                new("metadata", "jsonb"),
                new("created_at", "timestamp with time zone"),
            ]
        ),
    ];
}
