using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tenancy;

/// <summary>Writes the intent file.</summary>
internal static partial class IntentWriter
{
    /// <summary>Renders an intent file as text that <see cref="IntentReader"/> can read.</summary>
    public static string Write(IntentFile file)
    {
        var text = new StringBuilder("# Who may do what with the rows of each table. A person reviews every change of this file.\n");
        if (file.Grants is { } grants)
            text.Append("grants: ").Append(grants == GrantBaseline.Legacy ? "legacy" : "explicit").Append('\n');
        if (file.Tenancies.Count > 0)
            text.Append("tenancies:\n");
        foreach (var tenancy in file.Tenancies)
        {
            text.Append("  - tenants: ").Append(Value(tenancy.Tenants.ToString())).Append('\n');
            if (tenancy.Members is { } members)
            {
                text.Append("    members: ")
                    .Append(
                        Braces([("table", members.ToString()), ("tenant", tenancy.Tenant), ("user", tenancy.User), ("role", tenancy.Role)])
                    )
                    .Append('\n');
            }

            if (tenancy.Counts is { } counts)
                text.Append("    counts: ").Append(Value(counts)).Append('\n');
        }
        if (file.Tables.Count > 0)
            text.Append("tables:\n");
        foreach (var table in file.Tables)
        {
            text.Append("  ").Append(Value(table.Table.ToString())).Append(":\n");
            void Line(string name, string? value)
            {
                if (value is not null)
                    text.Append("    ").Append(name).Append(": ").Append(value).Append('\n');
            }
            Line("tenant", Value(table.Tenant));
            Line("author", Value(table.Author));
            foreach (var command in TableIntent.CommandNames.Where(table.Commands.ContainsKey))
                Line(command, Value(table.Commands[command].ToString()));
            if (table.ServiceRole.Count > 0)
                Line("service_role", string.Join(", ", table.ServiceRole));
            if (table.Sample.Count > 0)
                Line("sample", Braces(table.Sample.Select(s => (s.Key, (string?)s.Value))));
        }
        foreach (var (section, uses) in ((string, IReadOnlyList<UseIntent>)[])[("functions", file.Functions), ("views", file.Views)])
        {
            if (uses.Count > 0)
                text.Append(section).Append(":\n");
            foreach (var use in uses)
                text.Append("  ").Append(Value(use.Object)).Append(": ").Append(use.Who.ToString().ToLowerInvariant()).Append('\n');
        }

        if (file.Excluded.Count > 0)
            text.Append("excluded:\n");
        foreach (var excluded in file.Excluded)
            text.Append("  ").Append(Value(excluded.Table.ToString())).Append(": ").Append(Value(excluded.Reason)).Append('\n');
        return text.ToString();
    }

    private static string Braces(IEnumerable<(string Name, string? Value)> values)
    {
        static string InBraces(string text) => text.AsSpan().IndexOfAny(",{}[]") >= 0 ? Quoted(text) : Value(text);
        var pairs = values.Where(v => v.Value is not null).Select(v => $"{InBraces(v.Name)}: {InBraces(v.Value!)}");
        return $"{{ {string.Join(", ", pairs)} }}";
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Value(string? text) =>
        text is null ? null
        : IsPlain(text) ? text
        : Quoted(text);

    private static bool IsPlain(string text) =>
        Plain().IsMatch(text)
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !text.EndsWith(':')
        && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off");

    // Every JSON string is a valid YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    [GeneratedRegex(@"\A[A-Za-z_(][^\p{C}]*(?<! )\z", RegexOptions.None, 5_000)]
    private static partial Regex Plain();
}
