using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation;

/// <summary>Turns rows into JSON documents, for arguments of type JSON or of a composite type.</summary>
internal sealed class RowDocuments(DatabaseSchema schema)
{
    /// <summary>Returns a row as JSON without its key, so that a function can insert it again.</summary>
    public string Of(MadeRow row) => Render(row, key: null);

    /// <summary>Returns a row as JSON with the key of another row of the same table, as for an upsert that changes the other row.</summary>
    public string WithKeyOf(MadeRow other, MadeRow row) => Render(row, other);

    private string Render(MadeRow row, MadeRow? key)
    {
        var json = new JsonObject();
        if (schema.Find(row.Table) is not { } table)
            return "{}";
        foreach (var column in table.Columns.Where(c => !c.IsGenerated))
        {
            var value = (table.Key.Contains(column.Name) ? key : row)?.Values.GetValueOrDefault(column.Name);
            if (value is not null)
                json[column.Name] = column.BaseType is "json" or "jsonb" ? JsonNode.Parse(value) : JsonValue.Create(value);
        }
        return json.ToJsonString();
    }

    /// <summary>Returns values, given by column, as a JSON object whose values are texts or null.</summary>
    public static string Render(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var json = new JsonObject();
        foreach (var (column, value) in values)
            json[column] = value;
        return json.ToJsonString();
    }

    /// <summary>Returns a JSON object that holds a document under a key.</summary>
    public static string Under(string key, string document) => new JsonObject { [key] = JsonNode.Parse(document) }.ToJsonString();

    /// <summary>Builds the SQL for an argument of a composite type, or for an array of this type, from JSON documents.</summary>
    public static string ToSql(Argument argument, IReadOnlyList<string> documents) =>
        argument.Category == 'A'
            ? $"array(select r from json_populate_recordset(null::{argument.Type[..^2]}, "
                + $"{SqlText.Literal($"[{string.Join(", ", documents)}]")}) as r)"
            : $"json_populate_record(null::{argument.Type}, {SqlText.Literal(documents[0])})";
}
