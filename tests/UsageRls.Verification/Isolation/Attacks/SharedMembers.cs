using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation.SmallWorlds;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Makes a member of the tenant under attack also a member of a second tenant. A member of the second tenant calls each function that takes
/// a user's id for this user: the function must not read or change rows of the tenant under attack. The member must not see more rows of
/// that tenant either, also if rows of the second tenant name the user. The user inserts rows of one tenant: no trigger may write rows of
/// the other tenant.
/// </summary>
internal sealed class SharedMembers(AttackScene scene, Reachable reachable, IReadOnlySet<Subject> trails, IReadOnlySet<string> leaking)
{
    // A user who is a member of both tenants, and a member of the second tenant only, who counts the user as a colleague.
    private sealed record Joined(Standing User, Standing Caller, string Sql, string Second);

    /// <summary>
    /// Attacks each tenancy whose memberships are rows of a table. Returns a breach for each function that leaks, and for each table whose
    /// triggers write rows of another tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Reachable functions = new(
            [],
            [.. reachable.Functions.Where(f => f.IsDefiner && f.Arguments.Any(a => a.Type == "uuid") && !leaking.Contains(f.Signature))]
        );
        var breaches = new List<AttackBreach>();
        foreach (var model in scene.Population.Tenants.Select(t => t.Key))
        {
            Subject[] tables = [.. scene.Subjects.Where(s => IsWrittenWithTriggers(s, model))];
            foreach (var joined in await JoinedAsync(model, cancellation))
            {
                var run = scene.Reach(trails, joined.Sql, joined.User.User);
                var objects = functions.Functions.Count == 0 ? [] : await run.RunAsync(functions, [joined.Caller], cancellation);
                breaches.AddRange(objects.SelectMany(o => o.Breaches.Select(b => Create(o, b, joined))));
                breaches.AddRange(await WriteAsync(tables, joined, cancellation));
                if (await LookAsync(joined, cancellation) is { } seen)
                    breaches.Add(seen);
            }
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    private async Task<AttackBreach?> LookAsync(Joined joined, CancellationToken cancellation)
    {
        if (scene.Look(DatabaseRole.Authenticated) is not { } look)
            return null;
        var named = string.Join("; ", scene.Subjects.SelectMany(s => Naming(s, joined)).Prepend(joined.Sql));
        var done = await scene.Session.TryAllAsync(
            [.. ((string[])["", named]).Select(s => (joined.Caller.Caller, look with { Scene = s }))],
            cancellation
        );
        return
            done.All(t => t.Outcome.SqlState is null)
            && scene.FirstForbidden(joined.Caller, VisibleKeys.Looked(done[1]), VisibleKeys.Looked(done[0])) is var (subject, _, why)
            ? new AttackBreach(
                "shared-member",
                Severity.Critical,
                subject.ToString(),
                joined.Caller.ToString(),
                $"sees a row of {subject} {why}, after {joined.User} has also become a member of the caller's tenant",
                $"In the policies of {subject}, compare the row's tenant with the caller's, and not only its user.",
                (done[1] with { Statement = AttackScene.Select(subject) with { Scene = named } }).ToSql()
            )
            : null;
    }

    // Lets a row of the second tenant in each table name the caller as the author and the user in the columns for other users.
    private IEnumerable<string> Naming(Subject subject, Joined joined) =>
        from column in subject is { Kind: SubjectKind.Tenant, Where: null } ? subject.OtherUsers : []
        from row in scene.Rows[subject].Where(r => r.Belongs.Tenant == joined.Second).Take(1)
        let users = ((string? Column, string? User)[])[(subject.UserColumn, joined.Caller.User), (column, joined.User.User)]
        select SceneRows.With(subject, row.Key, users.Where(u => u.Column is not null).Select(u => (u.Column!, RowValue.Literal(u.User))));

    private bool IsWrittenWithTriggers(Subject subject, TenantModel model) =>
        subject is { Kind: SubjectKind.Tenant, AlsoTenant: null }
        && subject.Tenancy == model
        && scene.Texts.Triggered(subject.Name).Count > 0
        && scene.Privileges.Of(DatabaseRole.Authenticated, subject.Name, "INSERT").Count > 0;

    private async Task<IEnumerable<AttackBreach>> WriteAsync(IEnumerable<Subject> tables, Joined joined, CancellationToken cancellation)
    {
        var writes = (
            from subject in tables
            from row in OwnRows.For(scene, subject, joined.User)
            select (subject, Statement: new Statement(OwnRows.Insert(scene, subject, joined.User, row)) { Scene = joined.Sql })
        ).ToArray();
        var done = await scene.Session.TryAllAsync([.. writes.Select(w => (joined.User.Caller, w.Statement))], cancellation);
        return writes.Zip(done, (write, trial) => Judge(write.subject, joined, trial)).OfType<AttackBreach>();
    }

    private AttackBreach? Judge(Subject subject, Joined joined, Trial trial)
    {
        var row = trial.Changes.FirstOrDefault(c => c.Table == subject && c.Command == "insert")?.After;
        // The scene inserts a membership, so memberships do not count.
        var other = trial.Changes.FirstOrDefault(c =>
            c.Table is { Kind: not SubjectKind.Memberships, AlsoTenant: null }
            && c.Table.Tenancy == subject.Tenancy
            && Tenant(c) is { } tenant
            && tenant != row?.Tenant
        );
        return row?.Tenant is null || other is null || !trial.Outcome.IsAllowed
            ? null
            : new AttackBreach(
                "shared-member",
                Severity.High,
                subject.ToString(),
                joined.User.ToString(),
                $"as a member of two tenants, inserts a row of {subject} {scene.Rule.Whose(subject, row.Value)}, and a trigger "
                    + $"{other.Command}s a row of {other.Table} {scene.Rule.Whose(other.Table, other.After ?? other.Before!.Value)}",
                $"Let the trigger on {subject} take the tenant from the new row, not from a membership of the caller.",
                trial.ToSql()
            )
            {
                Functions = scene.Texts.TriggersOf(subject.Name),
            };
    }

    private static string? Tenant(RowChange change) => (change.After ?? change.Before!.Value).Tenant;

    // The first and the last member of the first tenant as users, those of the second tenant, whose roles differ, as callers, and the SQL
    // that inserts a user's membership in the second tenant. None if the database refuses such a membership.
    private async Task<IReadOnlyList<Joined>> JoinedAsync(TenantModel model, CancellationToken cancellation)
    {
        if (
            model is not { HasTable: true, IsOfUsers: false, Members: { } members }
            || scene.Population.Application.Find(members.Table).FirstOrDefault() is not { } table
            || scene.Population.Tenants[model].Take(2).ToArray() is not [var attacked, var own]
            || Ends(scene.Population.Members[(model.Tenants, attacked[model.Key]!)]) is not { Length: > 0 } shared
        )
        {
            return [];
        }

        var sql = await MembershipSql.PrepareAsync(scene.Session.Connection, scene.Population, model, table, shared, [own], cancellation);
        if (sql.IsOneEach || sql.Kinds.LastOrDefault(k => k is { Role: not null, State: null }) is not { } kind)
            return [];
        return
        [
            .. from attacker in Ends(scene.Population.Members[(model.Tenants, own[model.Key]!)])
            let caller = scene.Stand(attacker)
            from person in shared.Index()
            select new Joined(
                With(scene.Stand(person.Item), (model.Tenants, own[model.Key]!), kind.Role!),
                caller with
                {
                    Colleagues = caller.Colleagues.Append(person.Item.Id.ToString()).ToHashSet(StringComparer.Ordinal),
                },
                sql.Of(new MembershipStep(person.Index, 0, kind), MembershipKind.None),
                own[model.Key]!
            ),
        ];
    }

    private static Person[] Ends(IReadOnlyList<Person> people) => [.. people.Take(1).Concat(people.TakeLast(1)).DistinctBy(p => p.Id)];

    private static Standing With(Standing standing, (TableName, string) tenant, string role) =>
        standing with
        {
            Memberships = new Dictionary<(TableName, string), string>(standing.Memberships) { [tenant] = role },
        };

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, Joined joined)
    {
        var function = $"{reached.Kind} {reached.Object}";
        return new AttackBreach(
            "shared-member",
            breach.IsByErrorAlone ? Severity.Medium : Severity.Critical,
            function,
            breach.Caller.ToString(),
            $"{breach.What}, after {joined.User} has also become a member of the caller's tenant, {breach.Why}",
            $"In {function}, select the user's rows by the tenant too, whose membership it has checked.",
            (breach.Trial with { Statement = breach.Trial.Statement with { Scene = joined.Sql } }).ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, function, "selects rows by their user alone, in whatever tenant"),
        };
    }
}
