using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A row that was made to meet a condition.</summary>
/// <param name="Row">The row.</param>
/// <param name="Condition">The condition, for example <c>status = 'published'</c>.</param>
/// <param name="IsDeclared">Whether the condition states that the row is public, for example <c>visibility = 'public'</c>.</param>
internal sealed record RowVariant(MadeRow Row, string Condition, bool IsDeclared);

/// <summary>
/// Inserts rows that meet the conditions which policies, views and functions put on columns: a single condition, or several conditions
/// together. The rows belong to the first tenant of each tenancy, or to one user.
/// </summary>
/// <param name="population">The tenants, users and rows.</param>
/// <param name="texts">The SQL of the policies, and of the functions that they call.</param>
/// <param name="reached">The SQL of the views and functions that the API's roles can reach.</param>
internal sealed partial class RowVariants(Population population, RuleTexts texts, IReadOnlyList<string> reached)
{
    private const int MostOfTable = 20,
        MostTogether = 16,
        MostChildren = 4,
        MostOfChild = 6,
        MostStates = 8;

    private int _keys;

    /// <summary>How many conditions, and combinations of conditions, were found.</summary>
    public int Conditions { get; private set; }

    /// <summary>How many rows could be made.</summary>
    public int Made => Variants.Count;

    /// <summary>The rows that were made.</summary>
    public List<RowVariant> Variants { get; } = [];

    /// <summary>The values to write into existing rows of tables that allow only one row for each tenant.</summary>
    public List<RowState> States { get; } = [];

    /// <summary>Inserts the rows, except rows that the schema refuses.</summary>
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
            string[] read = [.. Texts(subject)];
            ColumnHint[] alone = [.. ColumnHints.Find(subject.Table, read).Where(h => !own.Contains(h.Column.Name))];
            IReadOnlyList<ColumnHint>[] together = [.. CombinedHints.Combine(subject.Table, read, own).Take(MostTogether)];
            Conditions += alone.Length + together.Length;
            if (tenant is not null && HasOneRowOfTenant(subject))
            {
                var states = together.Concat(alone.Select(h => (IReadOnlyList<ColumnHint>)[h])).Take(MostStates);
                States.AddRange(states.Select(hints => new RowState(subject, tenant[subject.Tenancy!.Key]!, hints)));
                continue;
            }
            foreach (var hints in alone.Take(MostOfTable).Select(h => (IReadOnlyList<ColumnHint>)[h]).Concat(together))
            {
                var given = GivenValues.For(subject, tenant?[subject.Tenancy!.Key], person, population.StandIns);
                if (await MakeAsync(subject, given, hints, tenant, person, null, cancellation) is not { } row)
                    continue;
                Variants.Add(new(row, string.Join(" and ", hints), hints.Any(h => IsDeclared(subject, h))));
                if (hints.All(h => h.Column.Category != 'D'))
                    await MakeChildrenAsync(subject, Variants[^1], tenant, person, cancellation);
            }
        }
    }

    private static bool HasOneRowOfTenant(Subject subject) =>
        subject is { Kind: SubjectKind.Tenant, Tenant: { Steps: [], Column: var column }, Table.Key: [var key] } && key == column;

    // Returns the SQL that decides access to the table's rows, and other SQL of policies, views and functions that names the table.
    private IEnumerable<string> Texts(Subject subject) =>
        texts
            .Deciding(subject.Name)
            .Concat(
                population
                    .Application.Subjects.Where(s => s != subject)
                    .SelectMany(s => texts.Deciding(s.Name))
                    .Concat(reached)
                    .Where(t => RuleTexts.Names(t, subject.Name.Name))
            )
            .Distinct(StringComparer.Ordinal);

    // Inserts rows of other tables that refer to the row that meets the condition.
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
            var asking = texts.Deciding(child.Name).Where(t => RuleTexts.Names(t, parent.Name.Name));
            var together = CombinedHints.Combine(child.Table, asking, Telling(child), least: 1).Take(MostOfChild);
            foreach (var hints in together.Prepend([]))
            {
                var given = GivenValues.For(
                    child,
                    parent.Kind == SubjectKind.Tenants || child.Tenancy is null ? null : tenant?[child.Tenancy.Key],
                    person,
                    population.StandIns
                );
                for (var i = 0; i < key.Columns.Count; i++)
                    given[key.Columns[i]] = RowValue.Literal(of.Row[key.ParentColumns[i]]);
                var condition = string.Join(" and ", hints.Select(h => $"{h}").Append($"{of.Condition} in {parent.Name}"));
                if (await MakeAsync(child, given, hints, tenant, person, of.Row, cancellation) is { } row)
                    Variants.Add(of with { Row = row, Condition = condition });
            }
        }
    }

    private async Task<MadeRow?> MakeAsync(
        Subject subject,
        Dictionary<string, RowValue> given,
        IReadOnlyList<ColumnHint> hints,
        MadeRow? tenant,
        Person person,
        MadeRow? parent,
        CancellationToken cancellation
    )
    {
        foreach (var hint in hints)
            given[hint.Column.Name] = hint.Value;
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
                    cancellation: cancellation
                )
                    is { WasThere: false } row
                ? row
                : null;
        }
        catch (RowNotMadeException)
        {
            return null; // The schema refuses such a row, so no user can insert it.
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

    /// <summary>Returns the columns that name the row's tenant or user, or that are part of the row's key.</summary>
    public static HashSet<string> Telling(Subject subject) =>
        [
            .. subject.Table.Key,
            .. subject.Tenant is { Steps: [] } t ? [t.Column] : (string[])[.. subject.Tenant?.Steps[0].Columns ?? []],
            .. subject.User is { Steps: [] } u ? [u.Column] : (string[])[.. subject.User?.Steps[0].Columns ?? []],
            .. subject.OtherUsers,
        ];

    // A name column contains free text of a tenant, and a token column a secret, so their values do not mark a row as public.
    private bool IsDeclared(Subject subject, ColumnHint hint) =>
        !hint.IsInDocument
        && !NameOrSecret().IsMatch(hint.Column.Name)
        && (TenancyWords.SayPublic(hint.ToString()) || texts.Publishes(subject.Name, hint.Column.Name, hint.Value.Text));

    [GeneratedRegex(
        "(^|_)(name|slug|title|label|handle|domain|subdomain|code|token|secret|hash|key)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex NameOrSecret();
}
