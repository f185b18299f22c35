using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Writes the conclusions about a table's rows, each with its reason and usually the intent line that overrides it.</summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
/// <param name="choice">Decides which of several tenancies a table belongs to.</param>
/// <param name="paths">By tenancy, the paths from rows to its tenants.</param>
internal sealed class SubjectGuesses(RuleAnalysis rules, TenancyChoice choice, IReadOnlyDictionary<TenantModel, TenantPaths> paths)
{
    /// <summary>Concludes that the rows of a directory are public to some roles; returns nothing for other tables.</summary>
    /// <param name="table">The table.</param>
    /// <param name="directory">The database roles that may see all rows.</param>
    /// <param name="reason">Why the table counts as a directory.</param>
    /// <param name="otherwise">Who may see a row if the conclusion is wrong, as in the intent file.</param>
    public static IEnumerable<Guess> OfDirectory(Table table, IReadOnlyList<string> directory, string reason, string otherwise)
    {
        if (directory.Count == 0)
            yield break;
        yield return new Guess(
            $"{table.Name} is a directory, whose rows {string.Join(" and ", directory)} may see",
            $"{reason}, the API may read no column with a name that suggests private data, and a policy for SELECT is true of every row",
            IntentLine.Table(table.Name, $"select: {otherwise}")
        );
    }

    /// <summary>Concludes that access by staff is not judged; returns nothing for a table without a reason.</summary>
    public static IEnumerable<Guess> OfStaff(Table table, string? because)
    {
        if (because is null)
            yield break;
        yield return new Guess(
            $"a row of {table.Name} gives its user rights on other users' rows, and what such users reach is not judged",
            because
        );
    }

    /// <summary>Names the path by which the rows of a table belong to a tenant, and the other paths and tenants of the rows.</summary>
    public IEnumerable<Guess> OfTenant(Table table, TenantModel model, IReadOnlyList<TenantPath> found)
    {
        var path = found[0];
        yield return new Guess(
            $"its rows belong to a tenant of {model.Tenants}, by {path.Path}",
            path.Reason,
            path.IsByKey && found.Count == 1
                ? null
                : IntentLine.Table(table.Name, $"tenant: {(found.Count > 1 ? found[1].Path : IntentLine.Gap)}")
        );
        foreach (
            var other in found
                .Skip(1)
                .Where(p => p.Path.Steps.Count > 0 || path.Path.Steps.Count > 0 || p.Path.Column != path.Path.Column)
                .Take(3)
        )
        {
            yield return new Guess(
                $"{other.Path} leads to a tenant of {model.Tenants} too, but is not used",
                "policies use the chosen path, or the chosen path is shorter",
                IntentLine.Table(table.Name, $"tenant: {other.Path}")
            );
        }

        foreach (var second in choice.Others(table, model))
        {
            var by = paths[second].Of(table)[0].Path;
            yield return choice.IsBeside(table, model, second)
                ? new Guess($"a row belongs to a tenant of {second.Tenants} too, by {by}", "its policies look up members of both tenants")
                : new Guess(
                    $"a row leads to a tenant of {second.Tenants} too, by {by}, but does not count as that tenant's row",
                    $"its policies look up members of {model.Tenants}, or a tenant of {model.Tenants} contains the other tenant",
                    IntentLine.Table(table.Name, $"tenant: {by}")
                );
        }

        if (path.Path.Steps.Count == 0 && table.Find(path.Path.Column) is { IsNotNull: false })
        {
            yield return new Guess(
                $"{path.Path.Column} may be null: such a row belongs to its author alone, or to nobody",
                "the column allows null"
            );
        }
    }

    /// <summary>Names who may read every row of a table, if a policy opens every row; returns nothing for other tables.</summary>
    public IEnumerable<Guess> ReadByAll(Table table)
    {
        var open = rules.PoliciesOf(table.Name).FirstOrDefault(t => t.Policy!.OpensSelect && t.Policy.TestsOnly("true"));
        if (open is null)
            yield break;
        var who = open.Policy!.Roles.Any(r => r is "public" or "anon") ? "everyone" : "users";
        yield return new Guess(
            $"{(who == "everyone" ? "everybody" : "every signed-in user")} may read it",
            $"policy {open.Policy} is true of every row",
            IntentLine.Table(table.Name, $"select: {who}")
        );
    }
}
