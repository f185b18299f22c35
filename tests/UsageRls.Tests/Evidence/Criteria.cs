using System.Reflection;
using UsageRls.Verification.Evidence;

namespace UsageRls.Tests.Evidence;

/// <summary>TASK-1-07's acceptance criteria, in its words.</summary>
public static class Criteria
{
    public const string Table = "table";
    public const string Indexes = "indexes";
    public const string Isolation = "isolation";
    public const string Columns = "columns";
    public const string Types = "types";
    public const string Naming = "naming";

    // A line for each: its name here, a colon, the criterion.
    private static readonly string[] s_lines = [.. ReadLines()];

    /// <summary>Each, with the checks that show it: the classes that say so by <see cref="ShowsAttribute"/>.</summary>
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

/// <summary>Says which of the <see cref="Criteria"/> a class of checks shows.</summary>
/// <param name="criterion">Its name there.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ShowsAttribute(string criterion) : Attribute
{
    /// <summary>Its name there.</summary>
    public string Criterion => criterion;
}
