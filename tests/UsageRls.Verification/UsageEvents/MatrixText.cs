using System.Text;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>Renders the intent as a Markdown table, without running statements.</summary>
public static class MatrixText
{
    private static readonly RowRelation[] s_home = [RowRelation.Own, RowRelation.Colleagues, RowRelation.Systems];
    private static readonly RowRelation[] s_elsewhere = [RowRelation.Foreign, RowRelation.Second];

    /// <summary>Renders the whole access matrix in Markdown.</summary>
    /// <param name="model">The intent.</param>
    /// <param name="owner">The name to show for the role that owns the table.</param>
    public static string Render(AccessModel model, string owner = "owner")
    {
        var text = new StringBuilder(
            """
            # Access matrix

            Who may do what with a usage event. Rendered from `intent.yaml`: to change the access, edit that file.

            - *own*: of the caller's organisation, by the caller; *colleague's*: by another member; *system's*: without a user.
            - *second organisation*: the second organisation of the member of two; for all other callers it is foreign.
            - *table*: truncate it, lock it, attach a trigger, rule or foreign key, alter it, comment on it.

            | caller | role | select | insert | update | delete | table |
            | --- | --- | --- | --- | --- | --- | --- |

            """
        );
        foreach (var caller in Cast.Callers(owner))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {caller.Name} | `{caller.Role}` |");
            foreach (var command in (Command[])[Command.Select, Command.Insert, Command.Update, Command.Delete])
                text.Append($" {Rows(model, caller, command)} |");
            text.AppendLine(AccessModel.AllowsOnTable(caller, Command.Define) ? " yes |" : " — |");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Rows(AccessModel model, Caller caller, Command command)
    {
        var exist = s_home.Concat(s_elsewhere).Where(r => Row(r) is not null).ToArray();
        var allowed = exist.Where(r => model.Allows(caller, command, Row(r)!, Cast.World)).ToArray();
        if (allowed.Length == 0)
            return "—";
        if (allowed.Length == exist.Length)
            return "every row";
        var words = s_home.Where(exist.Contains).All(allowed.Contains)
            ? ["own organisation", .. allowed.Except(s_home).Select(Word)]
            : allowed.Select(Word);
        return string.Join(", ", words);

        UsageEvent? Row(RowRelation relation) => command == Command.Insert ? relation.Proposed(caller) : relation.Existing(caller);
    }

    private static string Word(RowRelation relation) =>
        relation switch
        {
            RowRelation.Own => "own",
            RowRelation.Colleagues => "colleague's",
            RowRelation.Systems => "system's",
            _ => relation.InWords(),
        };
}
