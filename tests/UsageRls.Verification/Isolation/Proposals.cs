using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A valid row that a client would insert.</summary>
/// <param name="Of">The tenant and user to whom the row would belong.</param>
/// <param name="Values">The values to insert, by column.</param>
public sealed record ProposedRow(Belonging Of, IReadOnlyDictionary<string, RowValue> Values)
{
    /// <summary>
    /// SQL that the administrator runs before the insert, to delete the existing row that the insert adds again; usually empty.
    /// </summary>
    public string Scene { get; init; } = "";
}

/// <summary>
/// Makes the values that a client would insert for a valid row of a table: for each tenant, and for users without a tenant.
/// </summary>
/// <param name="population">The tenants, users and rows.</param>
/// <param name="subject">The table of the rows.</param>
internal sealed class Proposals(Population population, Subject subject)
{
    /// <summary>The last error of a row that could not be inserted; empty if every row could be inserted.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>
    /// Makes the rows. An INSERT checks each row; if the server refuses the INSERT, an existing row with the required values is proposed
    /// instead. Empty if no row could be proposed.
    /// </summary>
    public async Task<IReadOnlyList<ProposedRow>> MakeAsync(CancellationToken cancellation)
    {
        var proposals = new List<ProposedRow>();
        foreach (var (of, given, near) in Wanted())
        {
            var tie = subject.Tenancy is { } model
                ? GivenValues.Tie(subject, given, population.Tenants[model].FirstOrDefault(t => t[model.Key] != of.Tenant))
                : [];
            if (await TryAsync(given, near, cancellation) is { } sent)
                proposals.Add(new(of, sent));
            else if (tie.Count > 0 && await TryAsync(new(given.Concat(tie), StringComparer.Ordinal), near, cancellation) is { } tied)
                proposals.Add(new(of, tied));
            else if (Existing(given, near) is { } row)
                proposals.Add(Again(of, row));
            else if (of.Tenant is not null && await WithoutUserAsync(given, near, cancellation) is { } alone)
                proposals.Add(new(of with { User = null }, alone));
        }
        return proposals;
    }

    /// <summary>Makes a valid row of one tenant by one author; null if the database accepts none.</summary>
    public async Task<IReadOnlyDictionary<string, RowValue>?> MakeAsync(MadeRow tenant, Person author, CancellationToken cancellation) =>
        await TryAsync(
            GivenValues.For(subject, tenant[subject.Tenancy!.Key], author, population.StandIns),
            Near(tenant, author),
            cancellation
        );

    // A row may belong to either a tenant or a user: a check constraint refuses a row with both.
    private async Task<IReadOnlyDictionary<string, RowValue>?> WithoutUserAsync(
        Dictionary<string, RowValue> given,
        IReadOnlyList<MadeRow> near,
        CancellationToken cancellation
    ) =>
        GivenValues.HasOptionalUser(subject)
            ? await TryAsync(new(given, StringComparer.Ordinal) { [subject.User!.Column] = RowValue.Null }, near, cancellation)
            : null;

    // Returns an existing row with the given values, for tables that allow only one such row, such as the profile that a trigger inserts.
    private MadeRow? Existing(Dictionary<string, RowValue> given, IReadOnlyList<MadeRow> near) =>
        subject.Table.Key.Count == 0
            ? null
            : near.FirstOrDefault(r =>
                r.Table == subject.Name && given.All(g => g.Value.IsExpression || r.Values.GetValueOrDefault(g.Key) == g.Value.Text)
            );

    // Proposes the existing row again; the scene deletes the row before the INSERT.
    private ProposedRow Again(Belonging of, MadeRow row) =>
        new(
            of,
            subject
                .Table.Columns.Where(c =>
                    !c.IsGenerated && c.Identity != Identity.Always && row.Values.GetValueOrDefault(c.Name) is not null
                )
                .ToDictionary(c => c.Name, c => RowValue.Literal(row.Values[c.Name]), StringComparer.Ordinal)
        )
        {
            Scene = SceneRows.Without(subject, row),
        };

    private async Task<IReadOnlyDictionary<string, RowValue>?> TryAsync(
        Dictionary<string, RowValue> given,
        IReadOnlyList<MadeRow> near,
        CancellationToken cancellation
    )
    {
        try
        {
            var proposal = await population.Rows.ProposeAsync(subject.Name, given, key => Parent(key, near), cancellation: cancellation);
            var sent = new Dictionary<string, RowValue>(given, StringComparer.Ordinal);
            foreach (var (column, value) in proposal)
                sent[column] = value;
            return sent;
        }
        catch (RowNotMadeException fault)
        {
            Fault = fault.Message;
            return null;
        }
    }

    private IEnumerable<(Belonging Of, Dictionary<string, RowValue> Given, IReadOnlyList<MadeRow> Near)> Wanted()
    {
        var user = subject.UserColumn;
        var path = subject.Tenant is { Steps.Count: 0, Expression: null, Column: var tenantColumn } ? tenantColumn : null;
        Dictionary<string, RowValue> Given(string? tenant, Person? author) => GivenValues.For(subject, tenant, author, population.StandIns);

        if (subject.Kind == SubjectKind.Personal)
        {
            foreach (var owner in population.Strangers)
                yield return (new(null, owner.Id.ToString()), Given(null, owner), Near(null, owner));
            yield break;
        }

        if (subject.Tenancy is not { } model)
            yield break;
        foreach (var row in population.Tenants[model])
        {
            var tenant = row[model.Key]!;
            var author = population.Members[(model.Tenants, tenant)] is [var first, ..] ? first : null;
            if (subject.Kind == SubjectKind.Memberships && model.Members is { } membership)
            {
                // A membership of a user who is no member yet, in the most and in the least privileged role.
                foreach (
                    var role in membership.Roles is { Count: > 1 } roles
                        ? (string?[])[roles[0], roles[^1]]
                        : [membership.Roles is [var only, ..] ? only : null]
                )
                {
                    var given = Given(tenant, population.Strangers[^1]);
                    if (membership.Role is { } name && role is not null)
                        given[name] = RowValue.Literal(role);
                    foreach (var (counting, value) in membership.Counting)
                        given[counting] = RowValue.Sql(value);
                    yield return (new(tenant, population.Strangers[^1].Id.ToString()), given, Near(row, population.Strangers[^1]));
                }
                continue;
            }
            var of = new Belonging(tenant, subject.User is null ? null : author?.Id.ToString());
            yield return (of, Given(tenant, author), Near(row, author));
            if (subject.Kind == SubjectKind.Tenants)
                yield break;
        }

        if (path is not null && user is not null && subject.Table.Find(path) is { IsNotNull: false })
        {
            var given = Given(null, population.Strangers[^1]);
            given[path] = RowValue.Null;
            yield return (new(null, population.Strangers[^1].Id.ToString()), given, Near(null, population.Strangers[^1]));
        }
    }

    // Returns the tenant, its rows, and the rows of the person: a proposed row's parents are chosen from these rows.
    private List<MadeRow> Near(MadeRow? tenant, Person? person)
    {
        var key = tenant is not null && subject.Tenancy is { } model ? tenant[model.Key] : null;
        return tenant is null ? [.. population.Related(key, person)] : [tenant, .. population.Related(key, person)];
    }

    private static MadeRow? Parent(ForeignKey key, IReadOnlyList<MadeRow> near) => near.FirstOrDefault(r => r.Table == key.Parent);
}
