using System.Text;

namespace UsageRls.Verification.Lints;

/// <summary>Renders the page that describes all lints from the headers of the lints' files.</summary>
public static class LintPage
{
    /// <summary>Renders the page as Markdown: a table of all lints, and a section for each lint.</summary>
    public static string Render()
    {
        var lints = Lint.All.Select(l => (l.Id, Header: LintHeader.Parse(l))).ToArray();
        var page = new StringBuilder(
            $"""
            # Lints

            A lint is a query of the catalog of a migrated database that finds a possible defect. There are {lints.Length} lints, one SQL
            file each in this folder. This page is generated from those files:
            `USAGE_RLS_ACCEPT=1 dotnet test tests/UsageRls.Verification.Tests --filter LintPages`.

            Findings of severity critical and high fail a run until the defects are repaired, or until a person accepts the findings in
            `exceptions.json`. Critical: callers of the HTTP API can read or change rows of another tenant. High: callers can do other
            damage, or one more mistake opens rows of another tenant. Medium: the schema is fragile, or an attack needs the caller's own
            SQL. Low: the defect costs performance or maintenance. Note: the finding is for information. Findings that the platform has
            before the first migration are not reported.

            Some lints evaluate policies on generated rows of a tenant to which the caller does not belong (`made_up.sql`). The callers are
            a client without a user, a user of no tenant, and a user with different roles in other tenants.

            | lint | severity | what |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n")
        );
        foreach (var (id, header) in lints)
            page.Append($"| [{id}](#{id}) | {string.Join(" or ", header.Severities)} | {header.What} |\n");
        foreach (var (id, header) in lints)
        {
            var splinter = header.Splinter.Count == 0 ? "none" : string.Join(", ", header.Splinter.Select(s => $"`{s}`"));
            page.Append(
                $"""

                ## {id}

                {header.What}

                - **Why:** {header.Why}
                - **Repair:** {header.Repair}
                - **Accept:** {header.Accept}{(header.Intent == "" ? "" : $"\n- **With an intent:** {header.Intent}")}
                - **Severity:** {string.Join(", ", header.Severities)}
                - **Splinter, `supabase db advisors`:** {splinter}

                """.ReplaceLineEndings("\n")
            );
        }
        return page.ToString();
    }
}
