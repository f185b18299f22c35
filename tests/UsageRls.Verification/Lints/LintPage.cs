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

            What the catalog of a migrated database tells: {lints.Length} lints, each one SQL file beside this page. Made from those files;
            `USAGE_RLS_ACCEPT=1 dotnet test tests/UsageRls.Verification.Tests --filter LintPages` writes it anew.

            Findings of severity critical and high fail a run until they are repaired, or until a person accepts them in `exceptions.json`.
            Critical: rows leak or can be changed across tenants now, by what the HTTP API offers. High: one step away. Medium: fragile, or
            by SQL only. Low: it costs something. Note: good to know. What the platform has by itself, before the first migration, is not
            reported.

            Policies are not only read but tried: on made-up rows of a tenant that the caller does not belong to, as a request without a
            token, as a user of no tenant, and as a member of another tenant in each of the roles there are (`made_up.sql`).

            | lint | severity | what |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n")
        );
        foreach (var (id, header) in lints)
            page.Append($"| [{id}](#{id}) | {string.Join(", ", header.Severities)} | {header.What} |\n");
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
