using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Valid rows that a caller may add: of its own tenants, in its own name.</summary>
internal static class OwnRows
{
    /// <summary>The values of such rows by column, at most two; empty if the caller may not insert.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, RowValue>> Of(AttackScene scene, Subject subject, Standing caller)
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

    /// <summary>An insert of the values that the caller may send.</summary>
    public static string Insert(AttackScene scene, Subject subject, Standing caller, IReadOnlyDictionary<string, RowValue> values)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var sent = values.Where(v => insertable.Contains(v.Key)).ToArray();
        return $"insert into {subject.Name.Sql} ({string.Join(", ", sent.Select(v => SqlText.Identifier(v.Key)))}) "
            + $"values ({string.Join(", ", sent.Select(v => v.Value.ToSql(subject.Table.Find(v.Key)!.Type)))})";
    }
}
