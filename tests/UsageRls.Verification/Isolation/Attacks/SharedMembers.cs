using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation.SmallWorlds;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Makes a member of the tenant under attack also a member of the caller's tenant, and calls each function that takes a user's id for this
/// user. The function must not read or change rows of the tenant under attack.
/// </summary>
internal sealed class SharedMembers(AttackScene scene, Reachable reachable, IReadOnlySet<Subject> trails, IReadOnlySet<string> leaking)
{
    /// <summary>Attacks each tenancy whose memberships are rows of a table. Returns a breach for each function that leaks.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Reachable functions = new(
            [],
            [.. reachable.Functions.Where(f => f.IsDefiner && f.Arguments.Any(a => a.Type == "uuid") && !leaking.Contains(f.Signature))]
        );
        var breaches = new List<AttackBreach>();
        foreach (var model in scene.Population.Tenants.Select(t => t.Key).Where(_ => functions.Functions.Count > 0))
        {
            foreach (var (person, caller, sql) in await JoinedAsync(model, cancellation))
            {
                var run = new ReachRun(
                    scene.Population,
                    scene.Subjects,
                    scene.Rows,
                    scene.Known,
                    scene.Privileges,
                    scene.Rule,
                    scene.Session
                )
                {
                    Scene = sql,
                    Trails = trails,
                    User = person.Id.ToString(),
                };
                var objects = await run.RunAsync(functions, [caller], cancellation);
                breaches.AddRange(objects.SelectMany(o => o.Breaches.Select(b => Create(o, b, person, sql))));
            }
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    // The first and the last member of the first tenant, the most privileged member of the second tenant as the caller, and the SQL that
    // inserts the other memberships of the former. None if the database refuses such a membership.
    private async Task<IReadOnlyList<(Person Person, Standing Caller, string Sql)>> JoinedAsync(
        TenantModel model,
        CancellationToken cancellation
    )
    {
        if (
            model is not { HasTable: true, IsOfUsers: false, Claim: null, Members: { } members }
            || scene.Population.Application.Find(members.Table).FirstOrDefault() is not { } table
            || scene.Population.Tenants[model].Take(2).ToArray() is not [var attacked, var own]
            || scene.Population.Members[(model.Tenants, attacked[model.Key]!)] is not [var first, ..] people
            || scene.Population.Members[(model.Tenants, own[model.Key]!)] is not [var attacker, ..]
        )
        {
            return [];
        }

        Person[] shared = [.. ((Person[])[first, people[^1]]).DistinctBy(p => p.Id)];
        var sql = await MembershipSql.PrepareAsync(scene.Session.Connection, scene.Population, model, table, shared, [own], cancellation);
        if (sql.IsOneEach || sql.Kinds.LastOrDefault(k => k is { Role: not null, State: null }) is not { } kind)
            return [];
        var caller = scene.Stand(attacker);
        return
        [
            .. shared.Select(
                (person, i) =>
                    (
                        person,
                        caller with
                        {
                            Colleagues = caller.Colleagues.Append(person.Id.ToString()).ToHashSet(StringComparer.Ordinal),
                        },
                        sql.Of(new MembershipStep(i, 0, kind), MembershipKind.None)
                    )
            ),
        ];
    }

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, Person person, string sql)
    {
        var function = $"{reached.Kind} {reached.Object}";
        return new AttackBreach(
            "shared-member",
            breach.IsByErrorAlone ? Severity.Medium : Severity.Critical,
            function,
            breach.Caller.ToString(),
            $"{breach.What}, after {person.Name} has also become a member of the caller's tenant, {breach.Why}",
            $"In {function}, select the user's rows by the tenant too, whose membership it has checked.",
            (breach.Trial with { Statement = breach.Trial.Statement with { Scene = sql } }).ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, function, "selects rows by their user alone, in whatever tenant"),
        };
    }
}
