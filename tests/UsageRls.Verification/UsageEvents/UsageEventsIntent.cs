using UsageRls.Fixtures;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.UsageEvents;

/// <summary>What is intended of <c>usage_events</c>.</summary>
public static class UsageEventsIntent
{
    private static readonly Lazy<AccessModel> s_own = new(() =>
        Find(IntentFile.Load(OwnFile)) ?? throw new InvalidOperationException($"{OwnFile} says nothing of {Table}.")
    );

    /// <summary>The table.</summary>
    public static TableName Table { get; } = new("public", "usage_events");

    /// <summary>The intent of the project's own migrations.</summary>
    public static AccessModel Own => s_own.Value;

    /// <summary>The intent of an application: its file's, or where that says nothing of the table, <see cref="Own"/>.</summary>
    public static AccessModel Of(IntentFile? file) => Find(file) ?? Own;

    // The packed tool carries a copy beside its assemblies.
    private static string OwnFile =>
        ProjectRoot.IsOwn
            ? ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}")
            : Path.Combine(AppContext.BaseDirectory, IntentFile.FileName);

    private static AccessModel? Find(IntentFile? file) => file?.Find(Table) is { Commands.Count: > 0 } said ? new AccessModel(said) : null;
}
