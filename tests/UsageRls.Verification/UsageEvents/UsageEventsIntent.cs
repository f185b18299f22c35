using UsageRls.Fixtures;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.UsageEvents;

/// <summary>Finds the intent for <c>usage_events</c>.</summary>
public static class UsageEventsIntent
{
    private static readonly Lazy<IntentFile> s_file = new(() => ReadOwn(IntentFile.Load(OwnFile)));
    private static readonly Lazy<AccessModel> s_own = new(() => new AccessModel(s_file.Value.Tables[0]));

    /// <summary>The name of the table.</summary>
    public static TableName Table { get; } = new("public", "usage_events");

    /// <summary>The intent of the project's own migrations.</summary>
    public static AccessModel Own => s_own.Value;

    /// <summary>The project's intent file, reduced to <c>usage_events</c>.</summary>
    public static IntentFile OwnFileAlone => s_file.Value;

    /// <summary>
    /// Returns the intent of an application for <c>usage_events</c>: from its intent file, or <see cref="Own"/> if there is no file or
    /// the file has no rules for the table.
    /// </summary>
    public static AccessModel From(IntentFile? file) => Find(file) ?? Own;

    // The packed .NET tool has a copy of the intent file next to its assemblies.
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
            : throw new InvalidOperationException($"{OwnFile} has no rules for {Table}.");

    private static AccessModel? Find(IntentFile? file) => file?.Find(Table) is { Commands.Count: > 0 } said ? new AccessModel(said) : null;
}
