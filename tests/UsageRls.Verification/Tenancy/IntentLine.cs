using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>Writes lines of the intent file with which a person can override a conclusion of discovery.</summary>
internal static class IntentLine
{
    /// <summary>The placeholder that a person replaces by a value.</summary>
    public const string Gap = "…";

    /// <summary>Writes the entry of a table: <c>tables: { public.games: { tenant: team_id } }</c>.</summary>
    public static string Table(TableName table, string entry) => $"tables: {{ {table}: {{ {entry} }} }}";

    /// <summary>Writes the exclusion of a table: <c>excluded: { public.words: … }</c>.</summary>
    public static string Excluded(TableName table) => $"excluded: {{ {table}: {Gap} }}";

    /// <summary>
    /// Writes the entry of a tenancy: <c>tenancies: [{ tenants: …, members: { table: …, tenant: …, user: … } }]</c>.
    /// </summary>
    /// <param name="tenants">The table of tenants.</param>
    /// <param name="members">The table of memberships.</param>
    /// <param name="columns">The YAML of the membership columns: <c>tenant: …, user: …</c>.</param>
    /// <param name="more">Further YAML keys of the tenancy, with values, to follow <c>members</c>; null for none.</param>
    public static string Memberships(TableName tenants, TableName members, string columns, string? more = null) =>
        $"tenancies: [{{ tenants: {tenants}, members: {{ table: {members}, {columns} }}{(more is null ? "" : $", {more}")} }}]";
}
