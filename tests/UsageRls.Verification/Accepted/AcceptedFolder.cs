using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Accepted;

/// <summary>
/// The folder with the accepted files for a set of migrations: texts that must not change without review, and exceptions.
/// </summary>
/// <param name="Path">The folder; null if there is none, because nobody has reviewed the migrations.</param>
/// <param name="IsAccepting">Whether this run writes its texts to the folder instead of comparing them: <c>USAGE_RLS_ACCEPT=1</c>.</param>
/// <param name="MustBeComplete">Whether a missing accepted text fails the run, as for the project's own migrations.</param>
public sealed record AcceptedFolder(string? Path, bool IsAccepting, bool MustBeComplete)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string FolderVariable = "USAGE_RLS_ACCEPTED";

    /// <summary>The environment variable that, with the value 1, makes the run accept its own texts.</summary>
    public const string AcceptVariable = "USAGE_RLS_ACCEPT";

    /// <summary>The name of an application's folder next to its folder of migrations.</summary>
    public const string BesideMigrations = "usage-rls";

    /// <summary>
    /// Returns the folder that <see cref="FolderVariable"/> names; an empty value means no folder. Without the variable:
    /// <c>tests/Accepted</c> for the project's own migrations; for an application's migrations, <see cref="BesideMigrations"/> next to
    /// them, if that folder exists or this run accepts its texts.
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

    /// <summary>Compares a text with the accepted text, or writes it as the accepted text if <see cref="IsAccepting"/>.</summary>
    /// <param name="file">The file's name in the folder.</param>
    /// <param name="text">The text of this run.</param>
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

/// <summary>The result of comparing a text with the accepted text.</summary>
public enum ReviewState
{
    /// <summary>The text equals the accepted text, or this run has written it as the accepted text.</summary>
    Accepted,

    /// <summary>The text differs from the accepted text, or a required file is missing.</summary>
    Changed,

    /// <summary>There is no accepted text, and none is required.</summary>
    Unreviewed,
}

/// <summary>The comparison of a text with the accepted text.</summary>
/// <param name="File">The path of a file in the accepted folder.</param>
/// <param name="State">The result of the comparison.</param>
/// <param name="Text">The difference from the accepted text; the whole text if there is no accepted text; empty if accepted.</param>
public sealed record Review(string File, ReviewState State, string Text)
{
    /// <summary>Returns the difference as text, and how a person can accept it.</summary>
    public string Explain() =>
        $"{File} is not what was signed off:\n{Text}\nIf the change is intended, accept it with {AcceptedFolder.AcceptVariable}=1 "
        + "dotnet test tests/UsageRls.Tests, and have the change of the file reviewed.";
}
