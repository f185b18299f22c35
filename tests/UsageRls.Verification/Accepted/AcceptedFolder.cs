using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Accepted;

/// <summary>The files that people have signed off for a folder of migrations: texts that must not change unseen, and exceptions.</summary>
/// <param name="Path">The folder; null if nobody has reviewed anything.</param>
/// <param name="IsAccepting">Whether this run writes what it finds instead of comparing: <c>USAGE_RLS_ACCEPT=1</c>.</param>
/// <param name="MustBeComplete">Whether a file that is missing is a failure, as it is for the project's own migrations.</param>
public sealed record AcceptedFolder(string? Path, bool IsAccepting, bool MustBeComplete)
{
    /// <summary>The variable that names the folder for an application's own migrations.</summary>
    public const string FolderVariable = "USAGE_RLS_ACCEPTED";

    /// <summary>The variable that accepts, with the value 1.</summary>
    public const string AcceptVariable = "USAGE_RLS_ACCEPT";

    /// <summary>The name of the folder beside an application's migrations.</summary>
    public const string BesideMigrations = "usage-rls";

    /// <summary>
    /// The folder as the environment says it; else <c>tests/Accepted</c> for the project's own migrations, and for an application's
    /// <see cref="BesideMigrations"/> beside them, where it is there or this run is to write it.
    /// </summary>
    public static AcceptedFolder FromEnvironment(MigrationSet migrations)
    {
        var named = Environment.GetEnvironmentVariable(FolderVariable);
        var isAccepting = Environment.GetEnvironmentVariable(AcceptVariable) == "1";
        var beside = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(migrations.Folder)) ?? "",
            BesideMigrations
        );
        var path =
            named is not null ? (named == "" ? null : ProjectRoot.Resolve(named))
            : migrations.IsOwn ? ProjectRoot.At("tests/Accepted")
            : isAccepting || Directory.Exists(beside) ? beside
            : null;
        return new AcceptedFolder(path, isAccepting, migrations.IsOwn && string.IsNullOrEmpty(named));
    }

    /// <summary>Compares a text with the accepted one, or accepts it.</summary>
    /// <param name="file">The file's name in the folder.</param>
    /// <param name="text">This run's text.</param>
    public Review Review(string file, string text)
    {
        var path = Path is null ? null : System.IO.Path.Combine(Path, file);
        if (path is not null && IsAccepting)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return new Review(file, ReviewState.Accepted, "");
        }

        if (path is null || !File.Exists(path))
        {
            return MustBeComplete ? new Review(file, ReviewState.Changed, Diff("", text)) : new Review(file, ReviewState.Unreviewed, text);
        }

        var accepted = File.ReadAllText(path).ReplaceLineEndings("\n");
        return accepted == text ? new Review(file, ReviewState.Accepted, "") : new Review(file, ReviewState.Changed, Diff(accepted, text));
    }

    private static string Diff(string accepted, string found)
    {
        const int context = 2;
        var lines = InlineDiffBuilder.Diff(accepted, found).Lines;
        bool IsNearChange(int i) => lines.Skip(Math.Max(0, i - context)).Take((2 * context) + 1).Any(l => l.Type != ChangeType.Unchanged);

        var text = new StringBuilder();
        var isGap = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (IsNearChange(i))
            {
                text.Append(
                        lines[i].Type switch
                        {
                            ChangeType.Inserted => "+ ",
                            ChangeType.Deleted => "- ",
                            _ => "  ",
                        }
                    )
                    .AppendLine(lines[i].Text);
            }
            else if (!isGap)
            {
                text.AppendLine("  …");
            }

            isGap = !IsNearChange(i);
        }
        return text.ToString();
    }
}

/// <summary>How a text stands to the accepted one.</summary>
public enum ReviewState
{
    /// <summary>The text is the one that people signed off.</summary>
    Accepted,

    /// <summary>The text differs from the one that people signed off.</summary>
    Changed,

    /// <summary>Nobody has signed anything off.</summary>
    Unreviewed,
}

/// <summary>A text against the accepted one.</summary>
/// <param name="File">The path of a file in the accepted folder.</param>
/// <param name="State">How they stand.</param>
/// <param name="Text">The difference, where there is one; the whole text where nobody has reviewed it.</param>
public sealed record Review(string File, ReviewState State, string Text)
{
    /// <summary>How a person can accept or reject the change.</summary>
    public string Explain() =>
        $"{File} is not what was signed off:\n{Text}\nIf this is intended, accept it with {AcceptedFolder.AcceptVariable}=1 "
        + "dotnet test tests/UsageRls.Tests, and let the change of the file be reviewed.";
}
