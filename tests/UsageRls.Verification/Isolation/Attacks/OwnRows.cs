using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Builds valid rows that a caller may insert: in the caller's own tenants, with the caller as author.</summary>
internal static class OwnRows
{
    /// <summary>Returns the column values of at most two such rows; empty if the role has no INSERT privilege on the table.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, RowValue>> For(AttackScene scene, Subject subject, Standing caller)
    {
        if (scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT").Count == 0)
            return [];
        var user = subject.User is { Steps: [], Expression: null, Column: var column } ? column : null;
        return
        [
            .. (scene.Proposals.GetValueOrDefault(subject) ?? [])
                .Where(p =>
                    p.Of.Tenant is not { } tenant
                    || subject.Tenancy is not { } model
                    || subject.Kind == SubjectKind.Tenants
                    || caller.IsMember(model, tenant)
                )
                .Select(p =>
                    user is null || caller.User is null
                        ? p.Values
                        : new Dictionary<string, RowValue>(p.Values, StringComparer.Ordinal) { [user] = RowValue.Literal(caller.User) }
                )
                .Take(2),
        ];
    }

    /// <summary>Builds an INSERT with the values whose columns the caller may write; one column gets another value.</summary>
    public static string Insert(
        AttackScene scene,
        Subject subject,
        Standing caller,
        IReadOnlyDictionary<string, RowValue> values,
        string column,
        string? value
    ) =>
        Insert(
            scene,
            subject,
            caller,
            new Dictionary<string, RowValue>(values, StringComparer.Ordinal) { [column] = RowValue.Literal(value) }
        );

    /// <summary>Builds an INSERT with the values whose columns the caller may write.</summary>
    public static string Insert(AttackScene scene, Subject subject, Standing caller, IReadOnlyDictionary<string, RowValue> values)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var sent = values.Where(v => insertable.Contains(v.Key)).ToArray();
        return $"insert into {subject.Name.Sql} ({string.Join(", ", sent.Select(v => SqlText.Identifier(v.Key)))}) "
            + $"values ({string.Join(", ", sent.Select(v => v.Value.ToSql(subject.Table.Find(v.Key)!.SentType)))})";
    }
}
