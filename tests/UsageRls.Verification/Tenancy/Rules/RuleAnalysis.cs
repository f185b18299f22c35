using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Analyses policies and the application's functions: which columns are compared with which values.</summary>
public sealed class RuleAnalysis
{
    private readonly ILookup<string, Function> _functions;
    private readonly CallerExpressions _caller;
    private readonly List<RuleText> _policies = [];
    private readonly Dictionary<Function, RuleText> _bodies = [];
    private readonly Dictionary<RuleText, IReadOnlyList<Lookup>> _lookups = [];
    private readonly Dictionary<TableName, IReadOnlyList<Lookup>> _asked = [];
    private HashSet<Lookup>? _deciding;

    /// <summary>Parses the policies and functions of a database.</summary>
    /// <param name="schema">The tables of the database.</param>
    /// <param name="rules">The policies and functions.</param>
    /// <param name="people">The tables whose keys name users.</param>
    public RuleAnalysis(DatabaseSchema schema, AccessRules rules, IReadOnlyList<PersonTable> people)
    {
        var byName = schema.Tables.Values.ToLookup(t => t.Name.Name);
        Table? Find(string? of, string name) =>
            of is not null
                ? schema.Find(new TableName(of, name))
                : schema.Find(new TableName("public", name))
                    ?? (byName[name].Where(t => !t.IsPlatforms).ToList() is [var only] ? only : null);

        _functions = rules.Functions.Where(f => !DatabaseSchema.IsPlatforms(f.Schema)).ToLookup(f => f.Name);
        foreach (var function in _functions.SelectMany(g => g))
        {
            if (
                RuleText.From(
                    function,
                    (of, name) => of is null ? schema.Find(new TableName(function.Schema, name)) ?? Find(of, name) : Find(of, name)
                ) is
                { } body
            )
            {
                _bodies[function] = body;
            }
        }
        foreach (var policy in rules.Policies)
        {
            if (schema.Find(policy.Table) is { } table)
                _policies.AddRange(RuleText.From(policy, table, Find));
        }
        People = people;
        _caller = new CallerExpressions(_policies, _bodies, _functions, People);
        foreach (var text in _policies.Concat(_bodies.Values))
            _lookups[text] = [.. OwnLookups(text)];
    }

    /// <summary>The tables whose keys name users.</summary>
    public IReadOnlyList<PersonTable> People { get; }

    /// <summary>The conditions of all policies.</summary>
    public IReadOnlyList<RuleText> Policies => _policies;

    /// <summary>Returns the conditions of a table's policies.</summary>
    public IEnumerable<RuleText> PoliciesOf(TableName table) => _policies.Where(p => p.Policy!.Table == table);

    /// <summary>All queries that look up the caller's own rows in a table.</summary>
    public IEnumerable<Lookup> Lookups => _lookups.Values.SelectMany(l => l);

    /// <summary>
    /// The queries that look up the caller's rows when some policy is evaluated. Queries in functions that only clients call are left out:
    /// for example, a function that accepts an invitation looks for a membership that does not count yet.
    /// </summary>
    public IReadOnlySet<Lookup> Deciding => _deciding ??= _policies.Select(p => p.Policy!.Table).Distinct().SelectMany(AskedBy).ToHashSet();

    /// <summary>
    /// Returns the queries that look up the caller's rows to decide about a table's rows: in the table's policies, in the functions that
    /// the policies call, and in the policies of the tables that these policies and functions read. The policies of tables that a SECURITY
    /// DEFINER function reads are left out.
    /// </summary>
    public IReadOnlyList<Lookup> AskedBy(TableName table)
    {
        if (_asked.TryGetValue(table, out var known))
            return known;
        _asked[table] = [];
        var (seen, found) = (new HashSet<RuleText>(), new List<Lookup>());
        void Add(RuleText text)
        {
            if (!seen.Add(text))
                return;
            found.AddRange(_lookups[text]);
            foreach (var call in CallsIn(text))
            {
                if (_bodies.TryGetValue(call.Function, out var body))
                    Add(body);
            }

            if (text.Function is { IsDefiner: true })
                return;
            foreach (var read in text.Blocks.SelectMany(b => b.Sources).Select(s => s.Table.Name).Distinct().Where(n => n != table))
            {
                foreach (var policy in PoliciesOf(read))
                    Add(policy);
            }
        }
        foreach (var policy in PoliciesOf(table))
            Add(policy);
        return _asked[table] = found;
    }

    /// <summary>
    /// Returns the columns of a table that its own policies compare with the caller's id, each with a flag: whether the comparison is a
    /// check on INSERT.
    /// </summary>
    public IEnumerable<(string Column, bool IsInsertCheck)> OwnColumns(TableName table) =>
        from text in PoliciesOf(table)
        from equality in text.Equalities(text.Blocks[0])
        let column = ComparedWithCaller(text, text.Blocks[0], equality)
        where column is { } found && found.Table == table
        select (column!.Value.Column, text.IsInsertCheck);

    /// <summary>Returns the columns of a table that its policies use for any purpose.</summary>
    public IReadOnlySet<string> ColumnsAsked(TableName table) =>
        PoliciesOf(table)
            .SelectMany(text => text.Blocks.SelectMany(b => b.OwnTokens().SelectMany(i => SourceColumns.At(text, b, i))))
            .Where(c => c.Table == table)
            .Select(c => c.Column)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Returns each side of an equality in a table's policies, with the other side; and each argument that the policies pass to one of the
    /// application's functions, with the function's queries that look up the caller's rows.
    /// </summary>
    public IEnumerable<OwnOperand> OwnOperands(TableName table)
    {
        foreach (var text in PoliciesOf(table))
        {
            foreach (var (operand, other) in Sides(text, text.Blocks[0]))
                yield return Operand(text, text.Blocks[0], operand, other, [.. LookupsIn(text, other)], IsCaller(text, other));
            foreach (var block in text.Blocks.Skip(1))
            {
                var asked = _lookups[text].Where(l => l.Block == block).ToList();
                foreach (var (operand, other) in Sides(text, block))
                    yield return Operand(text, block, operand, other, asked, false);
            }
            foreach (var call in CallsIn(text))
            {
                var asked = AllLookups(call.Function, []).ToList();
                foreach (var (place, argument) in call.Arguments.Index())
                {
                    yield return Operand(text, text.Blocks[0], argument, null, asked, false) with
                    {
                        Compared = ComparedWithArgument(call.Function, place),
                    };
                }
            }
        }
    }

    // The column with which a query of a function compares an argument.
    private SourceColumn? ComparedWithArgument(Function function, int place)
    {
        if (place >= function.Arguments.Count || !_bodies.TryGetValue(function, out var body))
            return null;
        bool IsArgument(QueryBlock block, Span operand) =>
            SqlNames.Strip(body.Sql, operand) is { IsEmpty: false } bare
            && SourceColumns.Find(body, block, bare) is null
            && body.Sql.Tokens[bare.Last] is var last
            && (last.Text == $"${place + 1}" || (last.IsName && last.Name == function.Arguments[place]))
            && (bare.First == bare.Last || body.Sql.Tokens[bare.Last - 1].Is("."));
        return (
            from block in body.Blocks
            from side in Sides(body, block)
            where IsArgument(block, side.Item1)
            select SourceColumns.Find(body, block, side.Item2)
        ).FirstOrDefault(column => column is not null);
    }

    private static IEnumerable<(Span, Span)> Sides(RuleText text, QueryBlock block) =>
        text.Equalities(block).SelectMany(e => new[] { (e.Left, e.Right), (e.Right, e.Left) });

    private static OwnOperand Operand(
        RuleText text,
        QueryBlock block,
        Span operand,
        Span? other,
        IReadOnlyList<Lookup> asked,
        bool isCaller
    ) => new(text, block, SqlNames.Strip(text.Sql, operand), other, asked, isCaller);

    /// <summary>
    /// Returns the queries that look up the caller's rows, from a span of SQL and from the functions that the span calls.
    /// </summary>
    public IEnumerable<Lookup> LookupsIn(RuleText text, Span span) =>
        _lookups[text]
            .Where(l => l.Block.Range.First >= span.First && l.Block.Range.Last <= span.Last)
            .Concat(text.Calls(span, _functions).SelectMany(c => AllLookups(c.Function, [])));

    /// <summary>Returns the queries that look up the caller's rows, from a policy and from the functions that it calls.</summary>
    public IEnumerable<Lookup> LookupsIn(RuleText text) => LookupsIn(text, new Span(0, text.Sql.Tokens.Count - 1));

    /// <summary>
    /// Returns the claim that a span of SQL reads, directly or in a function that it calls; null if the span reads no claims, or only
    /// those about the user's identity and session.
    /// </summary>
    public ClaimPath? ClaimIn(RuleText text, Span span) => new ClaimReader(_bodies, _functions).Find(text, span, []);

    /// <summary>Whether a span of SQL yields the caller's id.</summary>
    public bool IsCaller(RuleText text, Span span) => _caller.IsCaller(text, span);

    /// <summary>Returns the calls of the application's functions in a policy or function.</summary>
    public IEnumerable<Call> CallsIn(RuleText text) => text.Calls(new Span(0, text.Sql.Tokens.Count - 1), _functions);

    private SourceColumn? ComparedWithCaller(RuleText text, QueryBlock block, Equality equality) =>
        IsCaller(text, equality.Right) || _caller.IsInSet(text, equality.Right) ? SourceColumns.Find(text, block, equality.Left)
        : IsCaller(text, equality.Left) ? SourceColumns.FindWithElements(text, block, equality.Right)
        : null;

    // The columns that contain the caller's id: those that the query compares with it, and the columns joined to these.
    private List<SourceColumn> OwnColumns(RuleText text, QueryBlock block, IReadOnlyList<Equality> equalities)
    {
        var own = equalities.Select(e => ComparedWithCaller(text, block, e)).OfType<SourceColumn>().Distinct().ToList();
        var joins = equalities
            .Select(e => (Left: SourceColumns.Find(text, block, e.Left), Right: SourceColumns.Find(text, block, e.Right)))
            .ToList();
        for (var i = 0; i < own.Count; i++)
        {
            if (
                People.FirstOrDefault(p => p.Table == own[i].Table && p.User == own[i].Column) is { } person
                && new SourceColumn(own[i].Source, person.Key) is var key
                && !own.Contains(key)
            )
            {
                own.Add(key);
            }
            foreach (var (left, right) in joins)
            {
                var joined =
                    left == own[i] ? right
                    : right == own[i] ? left
                    : null;
                if (joined is { } column && !own.Contains(column))
                    own.Add(column);
            }
        }
        return own;
    }

    private IEnumerable<Lookup> OwnLookups(RuleText text)
    {
        foreach (var block in text.Blocks.Skip(text.Policy is null ? 0 : 1))
        {
            var equalities = text.Equalities(block).ToList();
            var columns = OwnColumns(text, block, equalities)
                .Where(c => block.Sources.Contains(c.Source) && !People.Any(p => p.Table == c.Table && p.Key == c.Column));
            foreach (var own in columns)
            {
                var outputs = Enumerable
                    .Range(block.Outputs.First, Math.Max(0, block.Outputs.Last - block.Outputs.First + 1))
                    .SelectMany(i => SourceColumns.At(text, block, i));
                var compared = equalities
                    .SelectMany(e => new[] { (Of: e.Left, With: e.Right), (Of: e.Right, With: e.Left) })
                    .Where(p => !IsFixed(text, p.With) && !IsCaller(text, p.With))
                    .Select(p => (Column: SourceColumns.Find(text, block, p.Of), p.With))
                    .Where(p => p.Column is not null)
                    .Select(p => (Column: p.Column!.Value, p.With))
                    .ToList();
                var keys = outputs
                    .Concat(compared.Select(p => p.Column))
                    .Where(c => c.Source == own.Source)
                    .Select(c => c.Column)
                    .Concat(block.JoinedBy.Where(c => own.Source.Table.Find(c) is not null))
                    .Where(c => c != own.Column)
                    .Distinct();
                yield return new Lookup(own.Table, own.Column, [.. keys], block, own.Source.Alias, text)
                {
                    Claims = compared
                        .Where(p => p.Column.Source == own.Source)
                        .Select(p => (p.Column.Column, Claim: ClaimIn(text, p.With)))
                        .Where(p => p.Claim is not null)
                        .DistinctBy(p => p.Column)
                        .ToDictionary(p => p.Column, p => p.Claim!, StringComparer.Ordinal),
                };
            }
        }
    }

    // Whether the span contains only literals, with or without casts: no column, parameter or query.
    private static bool IsFixed(RuleText text, Span span)
    {
        var bare = SqlNames.Strip(text.Sql, span);
        return Enumerable
            .Range(bare.First, bare.Last - bare.First + 1)
            .All(i =>
                text.Sql.Tokens[i] is var t
                && !t.Is("select")
                && (!t.IsName || SqlNames.IsKeyword(t) || text.Sql.Tokens[Math.Max(0, i - 1)].IsAny(["::", "."]))
                && !t.Text.StartsWith('$')
            );
    }

    private IEnumerable<Lookup> AllLookups(Function function, HashSet<Function> seen)
    {
        if (!seen.Add(function) || !_bodies.TryGetValue(function, out var body))
            return [];
        return _lookups[body].Concat(CallsIn(body).SelectMany(c => AllLookups(c.Function, seen)));
    }
}
