using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Builds SQL that the administrator runs before a statement to delete or change one row, without triggers and cascades.</summary>
internal static class SceneRows
{
    /// <summary>Builds SQL that deletes the row with a key, given as PostgreSQL prints it.</summary>
    public static string Without(Subject subject, string key) =>
        Silently($"delete from {WatchedSession.From(subject)} as t where {WatchedSession.KeyOf(subject)} = {SqlText.Literal(key)}");

    /// <summary>Builds SQL that deletes a row by its key columns; the table must have a key.</summary>
    public static string Without(Subject subject, MadeRow row)
    {
        var key = subject.Table.Key.Select(c =>
            $"t.{SqlText.Identifier(c)} = {RowValue.Literal(row.Values.GetValueOrDefault(c)).ToSql(subject.Table.Find(c)!.Type)}"
        );
        return Silently($"delete from {WatchedSession.From(subject)} as t where {string.Join(" and ", key)}");
    }

    /// <summary>Builds SQL that sets columns of the row with a key.</summary>
    public static string With(Subject subject, string key, IEnumerable<(string Column, RowValue Value)> values)
    {
        var set = values.Select(v => $"{SqlText.Identifier(v.Column)} = {v.Value.ToSql(subject.Table.Find(v.Column)!.Type)}");
        return Silently(
            $"update {WatchedSession.From(subject)} as t set {string.Join(", ", set)} where "
                + $"{WatchedSession.KeyOf(subject)} = {SqlText.Literal(key)}"
        );
    }

    /// <summary>Wraps the administrator's SQL so that it changes nothing if it fails, for example by a check constraint.</summary>
    public static string IfPossible(string sql) => $"do {SqlText.Literal($"begin {sql}; exception when others then null; end")}";

    /// <summary>Wraps the administrator's SQL so that it fires no ordinary triggers and checks no foreign keys.</summary>
    public static string Silently(string sql) =>
        $"set local session_replication_role = replica; {sql}; set local session_replication_role = origin";
}
