using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>Writes one line of the intent file, with which a person replaces a guess.</summary>
internal static class IntentLine
{
    /// <summary>What a person fills in.</summary>
    public const string Gap = "…";

    /// <summary>The entry of a table, as <c>tables: { public.games: { tenant: team_id } }</c>.</summary>
    public static string Table(TableName table, string entry) => $"tables: {{ {table}: {{ {entry} }} }}";

    /// <summary>The exclusion of a table, as <c>excluded: { public.words: … }</c>.</summary>
    public static string Excluded(TableName table) => $"excluded: {{ {table}: {Gap} }}";

    /// <summary>Where memberships are: columns, and what more is known of them or of the tenants.</summary>
    public static string Memberships(TableName tenants, TableName members, string columns, string? more = null) =>
        $"tenancies: [{{ tenants: {tenants}, members: {{ table: {members}, {columns} }}{(more is null ? "" : $", {more}")} }}]";
}
