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

            Findings of severity critical and high fail a run until they are repaired, or until a person accepts them in `exceptions.json`.
            Critical: callers of the HTTP API can read or change rows of another tenant now. High: one more mistake is enough for that.
            Medium: fragile, or only possible by SQL. Low: it costs performance or maintenance. Note: for information. Lints do not report
            what the platform contains before the first migration.

            Lints also try policies: on generated rows of a tenant that the caller does not belong to, as a request without a token, as a
            user of no tenant, and as a member of another tenant with each of its roles (`made_up.sql`).

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
