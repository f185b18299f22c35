using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A row that was made to meet a condition.</summary>
/// <param name="Row">The row.</param>
/// <param name="Condition">Which, as <c>status = 'published'</c>.</param>
/// <param name="IsDeclared">Whether a column of its own says in so many words that the row is for everybody.</param>
internal sealed record RowVariant(MadeRow Row, string Condition, bool IsDeclared);

/// <summary>
/// Makes rows of the first tenant of each kind that meet, each alone, the conditions that policies and their functions set on columns.
/// </summary>
internal sealed partial class RowVariants(Population population, RuleTexts texts)
{
    private const int MostOfTable = 20,
        MostChildren = 4;

    private int _keys;

    /// <summary>How many conditions were found.</summary>
    public int Conditions { get; private set; }

    /// <summary>How many rows could be made.</summary>
    public int Made => Variants.Count;

    /// <summary>The rows.</summary>
    public List<RowVariant> Variants { get; } = [];

    /// <summary>Makes them.</summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        foreach (
            var subject in population.Application.Subjects.Where(s =>
                s.Kind is SubjectKind.Tenant or SubjectKind.Tenants or SubjectKind.Personal && s.Where is null
            )
        )
        {
            if (population.Unpopulated.Any(u => u.Subject == subject) || Victim(subject) is not var (tenant, person))
                continue;
            var own = Telling(subject);
            ColumnHint[] hints = [.. ColumnHints.Of(subject.Table, Texts(subject)).Where(h => !own.Contains(h.Column.Name))];
            Conditions += hints.Length;
            foreach (var hint in hints.Take(MostOfTable))
            {
                var given = GivenValues.Of(subject, tenant?[subject.Tenancy!.Key], person);
                given[hint.Column.Name] = hint.Value;
                if (await MakeAsync(subject, given, tenant, person, null, cancellation) is not { } row)
                    continue;
                Variants.Add(new(row, hint.ToString(), !hint.IsInDocument && Declared().IsMatch(hint.ToString())));
                if (!subject.Table.Columns.Any(c => c.Category == 'D' && c == hint.Column))
                    await MakeChildrenAsync(subject, Variants[^1], tenant, person, cancellation);
            }
        }
    }

    // The texts that decide on its rows, and those that decide on other tables' and speak of it.
    private IEnumerable<string> Texts(Subject subject) =>
        texts
            .Deciding(subject.Name)
            .Concat(
                population
                    .Application.Subjects.Where(s => s.Table.ForeignKeys.Any(k => k.Parent == subject.Name))
                    .SelectMany(s => texts.Deciding(s.Name))
                    .Where(t => RuleTexts.Names(t, subject.Name.Name))
            )
            .Distinct(StringComparer.Ordinal);

    // A row of another table that belongs to the row with the condition.
    private async Task MakeChildrenAsync(Subject parent, RowVariant of, MadeRow? tenant, Person person, CancellationToken cancellation)
    {
        var children = population.Application.Subjects.Where(s =>
            s.Kind is SubjectKind.Tenant or SubjectKind.Personal
            && s != parent
            && s.Where is null
            && texts.Deciding(s.Name).Any(t => RuleTexts.Names(t, parent.Name.Name))
            && !population.Unpopulated.Any(u => u.Subject == s)
        );
        foreach (var child in children.Where(c => c.Table.ForeignKeys.Any(k => k.Parent == parent.Name)).Take(MostChildren))
        {
            var key = child.Table.ForeignKeys.First(k => k.Parent == parent.Name);
            var given = GivenValues.Of(
                child,
                parent.Kind == SubjectKind.Tenants || child.Tenancy is null ? null : tenant?[child.Tenancy.Key],
                person
            );
            for (var i = 0; i < key.Columns.Count; i++)
                given[key.Columns[i]] = RowValue.Literal(of.Row[key.ParentColumns[i]]);
            if (await MakeAsync(child, given, tenant, person, of.Row, cancellation) is { } row)
                Variants.Add(of with { Row = row, Condition = $"{of.Condition} in {parent.Name}" });
        }
    }

    private async Task<MadeRow?> MakeAsync(
        Subject subject,
        Dictionary<string, RowValue> given,
        MadeRow? tenant,
        Person person,
        MadeRow? parent,
        CancellationToken cancellation
    )
    {
        if (
            subject.Table is { Key: [var key], ForeignKeys: var foreign }
            && subject.Table.Find(key) is { BaseType: "uuid", Default: not null }
            && !foreign.Any(k => k.Columns.Contains(key))
        )
        {
            given.TryAdd(key, RowValue.Literal($"00000000-0000-4000-9000-{++_keys:D12}"));
        }

        var near = population
            .Related(tenant is not null && subject.Tenancy is { } model ? tenant.Values.GetValueOrDefault(model.Key) : null, person)
            .ToArray();
        try
        {
            return
                await population.Rows.InsertAsync(
                    subject.Name,
                    given,
                    k =>
                        parent?.Table == k.Parent ? parent
                        : tenant?.Table == k.Parent ? tenant
                        : near.FirstOrDefault(r => r.Table == k.Parent),
                    person.Id.ToString(),
                    cancellation
                )
                    is { WasThere: false } row
                ? row
                : null;
        }
        catch (RowNotMadeException)
        {
            return null; // The schema refuses such a row: nobody can have one.
        }
    }

    private (MadeRow? Tenant, Person Person)? Victim(Subject subject)
    {
        var model = subject.Tenancy ?? population.Application.Models.FirstOrDefault(m => population.Tenants[m].Any());
        if (model is null || population.Tenants[model].FirstOrDefault() is not { } tenant)
            return subject.Kind == SubjectKind.Personal ? (null, population.Strangers[^1]) : null;
        var members = population.Members[(model.Tenants, tenant[model.Key]!)];
        return members.Count == 0 ? null : (subject.Kind == SubjectKind.Personal ? null : tenant, members[0]);
    }

    // The columns that name a row's owner, or identify the row.
    private static HashSet<string> Telling(Subject subject) =>
        [
            .. subject.Table.Key,
            .. subject.Tenant is { Steps: [] } t ? [t.Column] : (string[])[.. subject.Tenant?.Steps[0].Columns ?? []],
            .. subject.User is { Steps: [] } u ? [u.Column] : (string[])[.. subject.User?.Steps[0].Columns ?? []],
            .. subject.OtherUsers,
        ];

    [GeneratedRegex(
        "public|publish|visib|shar|listed|discover|featured|template|global|system|demo|everyone|open",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Declared();
}
