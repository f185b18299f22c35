using UsageRls.Fixtures;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.UsageEvents;

/// <summary>The intent for <c>usage_events</c>.</summary>
public static class UsageEventsIntent
{
    private static readonly Lazy<IntentFile> s_file = new(() => ReadOwn(IntentFile.Load(OwnFile)));
    private static readonly Lazy<AccessModel> s_own = new(() => new AccessModel(s_file.Value.Tables[0]));

    /// <summary>The table.</summary>
    public static TableName Table { get; } = new("public", "usage_events");

    /// <summary>The intent of the project's own migrations.</summary>
    public static AccessModel Own => s_own.Value;

    /// <summary>The file of <see cref="Own"/>, reduced to this table.</summary>
    public static IntentFile OwnFileAlone => s_file.Value;

    /// <summary>The intent of an application: its file's, or where that says nothing of the table, <see cref="Own"/>.</summary>
    public static AccessModel Of(IntentFile? file) => Find(file) ?? Own;

    // The packed tool carries a copy beside its assemblies.
    private static string OwnFile =>
        ProjectRoot.IsOwn
            ? ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}")
            : Path.Combine(AppContext.BaseDirectory, IntentFile.FileName);

    private static IntentFile ReadOwn(IntentFile? file) =>
        file?.Find(Table) is { Commands.Count: > 0 } said
            ? file with
            {
                Tables = [said],
                Excluded = [],
                Functions = [],
                Views = [],
            }
            : throw new InvalidOperationException($"{OwnFile} says nothing of {Table}.");

    private static AccessModel? Find(IntentFile? file) => file?.Find(Table) is { Commands.Count: > 0 } said ? new AccessModel(said) : null;
}
