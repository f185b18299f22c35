using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>The kind of membership state that a column holds, concluded from the column's name, type and possible values.</summary>
internal enum StateKind
{
    /// <summary>One of several words, as in a column called <c>status</c>.</summary>
    Word,

    /// <summary>The time at which the membership ends: null or in the future while the membership counts.</summary>
    End,

    /// <summary>The time from which the membership counts.</summary>
    Begin,

    /// <summary>The time at which the membership was accepted: null before the acceptance.</summary>
    Acceptance,

    /// <summary>A boolean that is true while the membership counts.</summary>
    Flag,

    /// <summary>A boolean that is true while the membership does not count.</summary>
    Ban,

    /// <summary>A range of days or times within which the membership counts.</summary>
    Period,
}

/// <summary>A column that may decide whether a membership counts.</summary>
internal sealed record StateColumn(Column Column, StateKind Kind, IReadOnlyList<string> Words)
{
    private static readonly string[] s_bad =
    [
        "invited",
        "pending",
        "requested",
        "suspended",
        "disabled",
        "inactive",
        "removed",
        "deleted",
        "banned",
        "blocked",
        "expired",
        "revoked",
        "declined",
        "rejected",
        "left",
        "former",
        "ended",
        "archived",
        "cancelled",
        "canceled",
        "deactivated",
        "withdrawn",
        "waiting",
        "applied",
        "denied",
        "frozen",
        "terminated",
        "paused",
        "kicked",
    ];

    private static readonly string[] s_good =
    [
        "active",
        "accepted",
        "approved",
        "confirmed",
        "joined",
        "enabled",
        "member",
        "current",
        "verified",
    ];
    private static readonly string[] s_ends =
    [
        "deleted",
        "removed",
        "left",
        "ended",
        "end",
        "ends",
        "finish",
        "finished",
        "revoked",
        "suspended",
        "archived",
        "deactivated",
        "banned",
        "blocked",
        "disabled",
        "expires",
        "expired",
        "until",
        "terminated",
        "withdrawn",
        "cancelled",
        "canceled",
        "quit",
    ];
    private static readonly string[] s_begins =
    [
        "from",
        "start",
        "starts",
        "started",
        "begin",
        "begins",
        "since",
        "effective",
        "activated",
    ];
    private static readonly string[] s_acceptances = ["accepted", "confirmed", "approved", "verified"];

    /// <summary>Whether the column holds the end of the membership.</summary>
    public bool IsEnd => Kind == StateKind.End;

    /// <summary>Classifies a column by its name, type and possible values; null if it holds no state of a membership.</summary>
    public static StateColumn? Read(Table table, Column column)
    {
        var words = column.Name.ToLowerInvariant().Split('_');
        bool Has(string[] any) => words.Any(w => any.Contains(w, StringComparer.Ordinal));
        if (column.Category == 'D' && !column.IsGenerated)
        {
            if (Has(s_ends) && !column.IsNotNull)
                return new StateColumn(column, StateKind.End, []);
            if (Has(s_ends) && words.Any(w => w is "until" or "expires" or "end"))
                return new StateColumn(column, StateKind.End, []);
            if (Has(s_acceptances) && !column.IsNotNull)
                return new StateColumn(column, StateKind.Acceptance, []);
            return IsBegin(column.Name) ? new StateColumn(column, StateKind.Begin, []) : null;
        }
        if (Period(column, "0 days", "0 days") is not null && !column.IsGenerated)
            return new StateColumn(column, StateKind.Period, []);
        if (column.Category == 'B')
        {
            if (Has(s_bad))
                return new StateColumn(column, StateKind.Ban, []);
            return Has(s_good) && !Has(["member"]) ? new StateColumn(column, StateKind.Flag, []) : null;
        }
        var values = ColumnValues.For(table, column);
        var isStatus = words[^1] is "status" or "state";
        return
            column.Category is 'E' or 'S' && values.Any(v => s_bad.Contains(v.ToLowerInvariant(), StringComparer.Ordinal))
            || isStatus && column.Category is 'E' or 'S' && isStatus
            ? new StateColumn(column, StateKind.Word, values)
            : null;
    }

    /// <summary>Whether a column's name suggests a date or time at which something begins.</summary>
    public static bool IsBegin(string column) =>
        column.ToLowerInvariant().Split('_').Any(w => s_begins.Contains(w, StringComparer.Ordinal));

    /// <summary>Returns an SQL expression for a time relative to now, cast to the column's type.</summary>
    public static string Date(Column column, string offset) => $"(now() {offset})::{column.Type}";

    /// <summary>Returns states in which a row possibly does not count as a membership, each with the column's value as SQL.</summary>
    public IEnumerable<(string Name, string Value)> Candidates(bool isAsked) =>
        Kind switch
        {
            StateKind.Word => Words
                .Where(w => isAsked || s_bad.Contains(w.ToLowerInvariant(), StringComparer.Ordinal))
                .Select(w => (w, SqlText.Literal(w))),
            StateKind.End => [(EndName(), Date(Column, "- interval '1 day'"))],
            StateKind.Begin => isAsked
            || Column.Name.Contains("from", StringComparison.OrdinalIgnoreCase)
            || Column.Name.StartsWith("start", StringComparison.OrdinalIgnoreCase)
                ? [("not begun", Date(Column, "+ interval '30 days'"))]
                : [],
            StateKind.Acceptance => [("not " + Column.Name.Split('_')[0], "null")],
            StateKind.Period => isAsked
                ? [("ended", Period(Column, "-60 days", "-30 days")!), ("not begun", Period(Column, "30 days", "60 days")!)]
                : [("ended", Period(Column, "-60 days", "-30 days")!)],
            StateKind.Flag => [("not " + Column.Name.Replace("is_", "", StringComparison.Ordinal), "false")],
            _ => [(Column.Name.Replace("is_", "", StringComparison.Ordinal), "true")],
        };

    /// <summary>
    /// Returns a value with which a row counts as a membership, as SQL; null if the column needs no value other than its default, or if no
    /// such value is known.
    /// </summary>
    public string? Counting(IReadOnlyList<OwnCondition> asked) =>
        Kind switch
        {
            StateKind.Word => WordThatCounts(asked),
            StateKind.End => Column.IsNotNull && Column.Default is null ? Date(Column, "+ interval '365 days'") : null,
            StateKind.Begin => Column.IsNotNull && Column.Default is null || Column.Default is null && asked.Count > 0
                ? Date(Column, "- interval '30 days'")
                : null,
            StateKind.Acceptance => Column.Default is null ? "now()" : null,
            StateKind.Period => Column.Default is null ? Period(Column, "-30 days", "365 days") : null,
            StateKind.Flag => Column.Default is "true" ? null : "true",
            _ => Column.Default is "false"
            || (Column.Default is null && asked.All(c => c.Sql.Contains("null", StringComparison.OrdinalIgnoreCase)) && !Column.IsNotNull)
                ? null
                : "false",
        };

    /// <summary>Returns a value with which the condition probably holds, as SQL; null if the value is unknown or may be null.</summary>
    public static string? Fitting(Column column, string condition)
    {
        var tokens = Tokenizer.Read(condition);
        if (column.Category == 'B')
            return tokens[0].Is("not") || tokens.Any(t => t.Is("false")) ? "false" : "true";
        if (tokens.Any(t => t.Is("null")))
            return tokens.Any(t => t.Is("not")) && column.Category == 'D' ? "now()" : null;
        if (column is { Category: 'D', Default: null } && Ordered(column, tokens) is { } isBefore)
            return Date(column, isBefore ? "- interval '30 days'" : "+ interval '365 days'");
        return
            tokens.Any(t => t.IsAny(["=", "in"]))
            && tokens.FirstOrDefault(t => t.Kind is TokenKind.Text or TokenKind.Number) is { Text: not null } literal
            ? literal.Text
            : null;
    }

    // Whether a condition requires that the column is before a time, or after it; null if the condition has no such comparison.
    private static bool? Ordered(Column column, IReadOnlyList<Token> tokens)
    {
        var at = tokens.Index().FirstOrDefault(t => t.Item.IsAny(["<", "<=", ">", ">="]));
        return at.Item.Text is not { Length: > 0 } comparison
            ? null
            : comparison.StartsWith('<') == tokens.Take(at.Index).Any(t => t.IsName && t.Name == column.Name);
    }

    /// <summary>Returns values of a column to try, in search of a value with which a row does not count as a membership.</summary>
    public static IEnumerable<string> Others(Table table, Column column)
    {
        string[] none = column.IsNotNull ? [] : ["null"];
        return column.Category switch
        {
            'B' => ["false", "true"],
            'D' => [Date(column, "- interval '1 day'"), Date(column, "+ interval '1 day'"), .. none],
            'N' => ["0", "1", "-1"],
            _ => [.. ColumnValues.For(table, column).Select(v => SqlText.Literal(v)), .. none],
        };
    }

    // An SQL expression for a period relative to now; null if the column holds no range of days or times.
    private static string? Period(Column column, string from, string to)
    {
        var bound = column.BaseType switch
        {
            "daterange" => "date",
            "tsrange" => "timestamp",
            "tstzrange" => "timestamptz",
            _ => null,
        };
        return bound is null ? null : $"{column.BaseType}((now() + interval '{from}')::{bound}, (now() + interval '{to}')::{bound})";
    }

    private string? WordThatCounts(IReadOnlyList<OwnCondition> asked)
    {
        var usual = ColumnValues.Default(Column);
        foreach (var equal in asked.Select(c => Tokenizer.Read(c.Sql)).Where(t => t.Any(x => x.IsAny(["=", "in"]))))
        {
            var literals = equal.Where(t => t.Kind == TokenKind.Text).Select(t => ColumnValues.Unquote(t.Text)).ToList();
            if (literals.Count > 0)
            {
                return literals.Contains(usual ?? "")
                    ? null
                    : SqlText.Literal(literals.FirstOrDefault(l => s_good.Contains(l)) ?? literals[0]);
            }
        }
        if (usual is not null && !s_bad.Contains(usual.ToLowerInvariant(), StringComparer.Ordinal))
            return null;
        var word =
            Words.FirstOrDefault(w => s_good.Contains(w.ToLowerInvariant(), StringComparer.Ordinal))
            ?? Words.FirstOrDefault(w => !s_bad.Contains(w.ToLowerInvariant(), StringComparer.Ordinal));
        return word is null ? null : SqlText.Literal(word);
    }

    private string EndName() =>
        Column.Name.ToLowerInvariant().Split('_').FirstOrDefault(w => w is not ("at" or "on" or "is" or "date" or "day" or "time")) switch
        {
            "until" or "expires" or "expired" or "valid" => "expired",
            "end" or "ends" or "ended" => "ended",
            "left" => "left",
            { } word => word,
            null => "ended",
        };
}
