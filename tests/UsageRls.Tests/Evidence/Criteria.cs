using System.Reflection;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>The acceptance criteria of TASK-1-07, in the task's words.</summary>
public static class Criteria
{
    public const string Table = "table";
    public const string Indexes = "indexes";
    public const string Isolation = "isolation";
    public const string Columns = "columns";
    public const string Types = "types";
    public const string Naming = "naming";

    // One line for each criterion: its name in this class, a colon, the text of the criterion.
    private static readonly string[] s_lines = [.. ReadLines()];

    /// <summary>The criteria, each with the test classes that verify it; <see cref="ShowsAttribute"/> marks these classes.</summary>
    public static IReadOnlyList<Criterion> All { get; } =
    [
        .. s_lines
            .Select(line => line.Split(": ", 2))
            .Select(line => new Criterion(
                line[1],
                [.. Shown.Where(s => s.Name == line[0]).Select(s => Results.GroupOf(s.Class.FullName!)).Order(StringComparer.Ordinal)]
            )),
    ];

    private static IEnumerable<(Type Class, string Name)> Shown =>
        typeof(Criteria).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<ShowsAttribute>().Select(a => (t, a.Criterion)));

    private static IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(typeof(Criteria).Assembly.GetManifestResourceStream("UsageEvents/criteria.txt")!);
        while (reader.ReadLine() is { Length: > 0 } line)
            yield return line;
    }
}

/// <summary>States which of the <see cref="Criteria"/> a test class verifies.</summary>
/// <param name="criterion">The name of the criterion in <see cref="Criteria"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ShowsAttribute(string criterion) : Attribute
{
    /// <summary>The name of the criterion in <see cref="Criteria"/>.</summary>
    public string Criterion => criterion;
}
