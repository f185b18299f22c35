using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds the words (SQL string literals) with which a function's body compares values. Some functions act only if an argument has such a
/// value. The words of RAISE, as <c>errcode = '42501'</c>, are none of these.
/// </summary>
internal static partial class FunctionWords
{
    private const int Most = 8;

    /// <summary>Returns up to eight of these words, each once; none if no argument is text or an array of text.</summary>
    public static string[] For(ReachableFunction function) =>
        function.Arguments.Any(a => IsWord(a) || IsList(a))
            ? [.. Compared().Matches(function.Body).Select(m => m.Groups["word"].Value).Distinct(StringComparer.Ordinal).Take(Most)]
            : [];

    /// <summary>Whether an argument takes one word.</summary>
    public static bool IsWord(Argument argument) => argument.Category == 'S';

    /// <summary>Whether an argument takes several words.</summary>
    public static bool IsList(Argument argument) => argument.Type == "text[]";

    /// <summary>Builds the SQL of an array of words.</summary>
    public static string List(IEnumerable<string> words, string type) =>
        ArgumentValues.Literal($"{{{string.Join(',', words.Select(w => $"\"{w}\""))}}}", type);

    [GeneratedRegex(
        @"((\bwhen|(?<!\b(errcode|message|detail|hint)\s*)=)\s*'(?<word>[^'""\\]{1,60})')|('(?<word>[^'""\\]{1,60})'(::text)?\s*(=|<@))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Compared();
}
