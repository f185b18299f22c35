using System.Globalization;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>An expression over a row's columns that identifies the row's tenant or user.</summary>
/// <param name="Path">The path that holds the expression.</param>
/// <param name="Model">The tenancy; null if the expression identifies a user.</param>
/// <param name="Text">The policy's condition that uses the expression.</param>
internal sealed record ExpressionPath(RowPath Path, TenantModel? Model, RuleText Text);

/// <summary>
/// Finds expressions that identify a row's tenant or user, such as a file's folder, a part of a message's topic, or a value in a JSON
/// document.
/// </summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
/// <param name="of">Finds the subject of another table, whose rows the expression may name; null to find no such expressions.</param>
internal sealed partial class ExpressionPaths(RuleAnalysis rules, Func<Table, Subject>? of = null)
{
    /// <summary>Returns the expressions by which a table's policies identify the tenant or user of a row.</summary>
    public IReadOnlyList<ExpressionPath> Of(Table table, IReadOnlyList<TenantModel> models)
    {
        var found = new List<ExpressionPath>();
        foreach (var operand in rules.OwnOperands(table.Name))
        {
            if (Expression(table, operand) is not { } path)
                continue;
            if (operand.IsCaller)
                found.Add(new ExpressionPath(path, null, operand.Text));
            else if (Model(models, operand) is { } model)
                found.Add(new ExpressionPath(path, model, operand.Text));
            else
                found.AddRange(ByRecord(table, operand, path));
        }
        return found;
    }

    /// <summary>
    /// Returns the path by the column from which the server generates the path's own column: <c>split_part(name, '/', 1)</c>. Returns the
    /// path itself if its column is not generated, or if no value is known from which the expression yields an id.
    /// </summary>
    public static RowPath BehindGenerated(Table table, RowPath path)
    {
        if (path is not { Steps: [], Expression: null } || table.Find(path.Column)?.Generation is not { } generation)
            return path;
        var expression = Cast().Replace(generation, "${inner}");
        if (expression is ['(', .. var inner, ')'])
            expression = inner;
        return Value(expression) is { } value && table.Columns.FirstOrDefault(c => !c.IsGenerated && Mentions(expression, c)) is { } column
            ? new RowPath([], column.Name) { Expression = generation, Value = value }
            : path;
    }

    private static bool Mentions(string expression, Column column) =>
        Tokenizer.Read(expression).Any(t => t.IsName && t.Name == column.Name);

    private TenantModel? Model(IReadOnlyList<TenantModel> models, OwnOperand operand) =>
        models.FirstOrDefault(m =>
            m.Members is { } members
            && operand.Asked.Any(l => l.Table == members.Table && l.User == members.User)
            && IsTenants(operand, members)
        )
        ?? models.FirstOrDefault(m =>
            m.Claim is { } claim
            && operand.Other is { } other
            && rules.ClaimIn(operand.Text, other) is { } found
            && found.Path.SequenceEqual(claim.Path)
        );

    // In a query or function that looks up the caller's memberships: whether the operand is compared with the tenant of the membership.
    private static bool IsTenants(OwnOperand operand, MembershipTable members) =>
        operand.Compared is { } column
            ? column.Table == members.Table && column.Column == members.Tenant
            : operand.Block == operand.Text.Blocks[0]
                || operand.Other is { } other && Columns(operand, other).Any(c => c.Table == members.Table && c.Column == members.Tenant);

    // The expression names a row of another table, by the key with which a query compares it: the tenant or user is that of the row.
    private IEnumerable<ExpressionPath> ByRecord(Table table, OwnOperand operand, RowPath path)
    {
        if (
            of is null
            || Named(operand) is not { Source.Table: { IsPlatforms: false, Key: [var key] } record, Column: var column }
            || record.Name == table.Name
            || column != key
        )
        {
            return [];
        }

        var subject = of(record);
        // The folders above may be columns of the same row: <company>/<meeting>/<file>.
        var above = (
            from beside in rules.OwnOperands(table.Name)
            where beside.Text == operand.Text && beside.Block == operand.Block && beside != operand
            where Named(beside) is { } other && other.Source.Table == record && other.Column != key
            let folder = Folder().Match(Expression(table, beside)?.Expression ?? "")
            where folder.Success
            select (
                Number(folder),
                $"(select r.{SqlText.Identifier(Named(beside)!.Value.Column)} from {record.Name.Sql} as r "
                    + $"where r.{SqlText.Identifier(key)}::text = :'id')"
            )
        ).ToLookup(f => f.Item1, f => f.Item2);
        RowPath Through(RowPath end) =>
            path with
            {
                Expression = path.Expression ?? SqlText.Identifier(path.Column),
                Value = Folder().Match(path.Expression ?? "") is { Success: true } own ? Path(own, above) : path.Value,
                Record = new NamedRow(record.Name, key, end),
            };
        return subject switch
        {
            { Kind: SubjectKind.Tenants } => [new(path, subject.Tenancy, operand.Text)],
            { Kind: SubjectKind.Tenant, Tenant: { } tenant } => [new(Through(tenant), subject.Tenancy, operand.Text)],
            { Kind: SubjectKind.Personal, User: { } user } => [new(Through(user), null, operand.Text)],
            _ => [],
        };
    }

    // The column with which a query or function compares the operand, alone or after a prefix, as in 'project:' || id.
    private static SourceColumn? Named(OwnOperand operand) =>
        operand.Compared is not null ? operand.Compared
        : operand.Other is not { } span || operand.Block == operand.Text.Blocks[0] ? null
        : PrefixIn(operand.Text.Sql, span) is null ? SourceColumns.Find(operand.Text, operand.Block, span)
        : Columns(operand, span).Cast<SourceColumn?>().FirstOrDefault();

    private static IEnumerable<SourceColumn> Columns(OwnOperand operand, Span span) =>
        Enumerable.Range(span.First, span.Last - span.First + 1).SelectMany(i => SourceColumns.At(operand.Text, operand.Block, i));

    private static RowPath? Expression(Table table, OwnOperand operand)
    {
        var (text, span) = (operand.Text, operand.Operand);
        if (span.IsEmpty)
            return null;
        var sql = SqlNames.Render(text.Sql, span, table.Name.Name).Replace("realtime.topic()", "topic", StringComparison.OrdinalIgnoreCase);
        if (sql.Contains("select", StringComparison.OrdinalIgnoreCase))
            return null;
        // A policy that looks for the id among all folders of a file, or all parts of a text: the row belongs to the first.
        if (AnyOf().Match(sql) is { Success: true } any)
            sql = $"({any.Groups["array"].Value})[1]";
        var column =
            Columns(operand, span).Where(c => c.Table == table.Name).Select(c => c.Column).FirstOrDefault()
            ?? (sql.Contains("topic", StringComparison.Ordinal) && table.Find("topic") is not null ? "topic" : null);
        if (column is null)
            return null;

        // If the policy compares a column, such as topic, with 'organisation:' || id, the id is the column's value without this prefix.
        if (operand.Other is { } other && PrefixIn(text.Sql, other) is { } prefix)
        {
            return new RowPath([], column)
            {
                Expression = string.Create(CultureInfo.InvariantCulture, $"substr({sql}, {prefix.Length + 1})"),
                Value = $"{SqlText.Literal(prefix)} || :'id'",
            };
        }

        return sql == column || sql == SqlText.Identifier(column) ? null : new RowPath([], column) { Expression = sql, Value = Value(sql) };
    }

    private static string? PrefixIn(SqlExpression sql, Span span)
    {
        for (var i = span.First; i < span.Last; i++)
        {
            var next = i + 1;
            while (next < span.Last && sql.Tokens[next].Is("::"))
                next += 2;
            if (sql.Tokens[i].Kind == TokenKind.Text && sql.Tokens[next].Is("||"))
                return ColumnValues.Unquote(sql.Tokens[i].Text);
        }
        return null;
    }

    // Returns SQL for a column value from which the expression yields the id; null unless the expression is a folder of a file's path, a
    // split_part() or a JSON key.
    private static string? Value(string expression)
    {
        if (Folder().Match(expression) is { Success: true } folder)
            return Path(folder, Array.Empty<string>().ToLookup(_ => 0));
        if (SplitPart().Match(expression) is { Success: true } part)
        {
            var (separator, n) = (part.Groups["by"].Value, int.Parse(part.Groups["n"].Value, CultureInfo.InvariantCulture));
            return $"{string.Concat(Enumerable.Repeat($"'part{separator}' || ", n - 1))}:'id' || '{separator}' || gen_random_uuid()";
        }
        return Member().Match(expression) is { Success: true } member ? $"jsonb_build_object('{member.Groups["key"].Value}', :'id')" : null;
    }

    private static int Number(Match folder) => int.Parse(folder.Groups["n"].Value, CultureInfo.InvariantCulture);

    // Returns SQL for the path of a file, whose folder has the id as its name; with the SQL of the folders above, as far as it is known.
    private static string Path(Match folder, ILookup<int, string> above) =>
        string.Join(
            " || '/' || ",
            [
                .. Enumerable.Range(1, Number(folder) - 1).Select(n => above[n].FirstOrDefault("'folder'")),
                ":'id'",
                "gen_random_uuid() || '.txt'",
            ]
        );

    [GeneratedRegex(@"foldername\(.*\)\s*\)?\s*\[(?<n>\d)\]", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Folder();

    [GeneratedRegex(@"\A(any|some)\s*\((?<array>.*\(.*)\)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex AnyOf();

    [GeneratedRegex(@"\Asplit_part\(.*,\s*'(?<by>[^']+)'(::text)?\s*,\s*(?<n>\d)\)\z", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex SplitPart();

    // A cast of the whole expression: (split_part(name, '/'::text, 1))::bigint.
    [GeneratedRegex(@"\A\((?<inner>.*)\)::[\w ]+\z", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Cast();

    [GeneratedRegex(@"->>\s*'(?<key>[^']+)'(::text)?\z", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Member();
}
