using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// A table with one row for each user, whose key other tables use in place of the user's id, as <c>people(person_no, login_id)</c>.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The key with which other tables name the person: <c>person_no</c>.</param>
/// <param name="User">The column that holds the user's id: <c>login_id</c>.</param>
public sealed record PersonTable(TableName Table, string Key, string User);
