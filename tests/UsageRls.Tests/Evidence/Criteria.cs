using System.Reflection;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>TASK-1-07's acceptance criteria, in its words.</summary>
public static class Criteria
{
    public const string Table = "usage_events table created";
    public const string Indexes = "Indexes for common queries (org_id, created_at)";
    public const string Isolation = "RLS policies for tenant isolation";
    public const string Columns = "Support for token counts and metadata";
    public const string Types = "TypeScript types generated";
    public const string Naming = "Migration follows naming convention";

    /// <summary>Each, with the checks that show it: the classes that say so by <see cref="ShowsAttribute"/>.</summary>
    public static IReadOnlyList<Criterion> All { get; } =
    [
        .. ((string[])[Table, Indexes, Isolation, Columns, Types, Naming]).Select(text => new Criterion(
            text,
            [.. Shown.Where(s => s.Text == text).Select(s => Results.GroupOf(s.Class.FullName!)).Order(StringComparer.Ordinal)]
        )),
    ];

    private static IEnumerable<(Type Class, string Text)> Shown =>
        typeof(Criteria).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<ShowsAttribute>().Select(a => (t, a.Criterion)));
}

/// <summary>Says which of the <see cref="Criteria"/> a class of checks shows.</summary>
/// <param name="criterion">Its text.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ShowsAttribute(string criterion) : Attribute
{
    /// <summary>Its text.</summary>
    public string Criterion => criterion;
}
