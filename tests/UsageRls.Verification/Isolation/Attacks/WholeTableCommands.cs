using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// On the tables that the migrations created (except excluded tables), runs commands that the HTTP API does not offer: TRUNCATE, LOCK, data
/// definition and COPY. All commands that succeed on one table form one finding, which fails no run.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="trials">The inserts, updates and deletes that ran while each table was tested alone.</param>
/// <param name="statements">Locates grants in the statements of the migrations.</param>
internal sealed class WholeTableCommands(AttackScene scene, IReadOnlyList<TriedOn> trials, StatementLocator statements)
{
    private static readonly string s_check = TriedPrivileges.Tried.Split('/')[^1];

    /// <summary>How many commands were run.</summary>
    public int Tried { get; private set; }

    /// <summary>
    /// Runs the commands on the tables that the migrations created and returns one breach for each table where a command succeeds.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(TestDatabase database, CancellationToken cancellation)
    {
        var given = database.Template.Migrations.StandInTables.Select(name => new TableName("public", name)).ToHashSet();
        Subject[] subjects =
        [
            .. scene
                .Subjects.Where(s => s.Excluded is null && !DatabaseSchema.IsPlatforms(s.Name.Schema) && !given.Contains(s.Name))
                .DistinctBy(s => s.Name),
        ];
        var callers = Callers();
        var copies = new CopyCommands(scene, callers);
        WholeTableSuccess[] worked =
        [
            .. await TryAsync(subjects, callers, database.Server.Server.Version.Major, cancellation),
            .. await copies.RunAsync(subjects, cancellation),
        ];
        Tried += copies.Tried;
        var found = worked.GroupBy(w => w.Subject.Name).ToArray();
        if (found.Length == 0)
            return [];
        var roles = callers.Select(c => c.Caller.Role).Distinct(StringComparer.Ordinal);
        var grants = await TableGrants.ReadAsync(scene.Session.Connection, statements, found.Select(f => f.Key), roles, cancellation);
        return [.. found.Select(f => Judge(f.Key, [.. f], grants))];
    }

    private async Task<IEnumerable<WholeTableSuccess>> TryAsync(
        Subject[] subjects,
        Standing[] callers,
        int major,
        CancellationToken cancellation
    )
    {
        var parents = scene.Subjects.SelectMany(s => s.Table.ForeignKeys).Select(k => k.Parent).ToHashSet();
        var tries = (
            from subject in subjects
            from way in WholeTablePaths.For(subject, major, parents.Contains(subject.Name))
            from caller in callers
            select (Subject: subject, way.Path, Caller: caller, Statement: way.Path.Fill(way.Variables))
        ).ToArray();
        Tried = tries.Length;
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        var writers = Writers();
        var worked =
            from t in tries.Zip(done, (tried, trial) => (tried.Subject, tried.Path, tried.Caller, Trial: trial))
            where t.Trial.Outcome.IsAllowed
            where t.Path.Command != Command.Lock || !writers.Contains((t.Subject.Name, t.Caller.Caller.Role))
            select new WholeTableSuccess(t.Subject, t.Caller, t.Path.Command, Word(t.Path), t.Trial.ToSql());
        return worked;
    }

    // Privileges depend on the role only, but a trigger may check the user: so the commands run as anon, as one stranger and as one member.
    private Standing[] Callers() =>
        [
            .. scene.Callers.Where(c => c.Caller.Role == DatabaseRole.Anon).Take(1),
            .. scene
                .Population.Strangers.Take(1)
                .Concat(scene.Population.Members.Values.Where(m => m.Count > 0).Take(1).Select(m => m[0]))
                .Select(scene.Stand),
        ];

    // The roles that updated or deleted rows of a table. The same privilege allows LOCK, so LOCK by these roles is no breach.
    private HashSet<(TableName Table, string Role)> Writers() =>
        [
            .. from tried in trials
            from change in tried.Trial.Changes
            where change.Table.Name == tried.Subject.Name && change.Command != "insert"
            select (tried.Subject.Name, tried.Tried.Caller.Caller.Role),
        ];

    private static AttackBreach Judge(TableName table, WholeTableSuccess[] worked, TableGrants grants)
    {
        var roles = worked.Select(w => w.Caller.Caller.Role).Distinct(StringComparer.Ordinal).ToArray();
        var past = worked
            .Where(w => w.Command is not (Command.Select or Command.Insert))
            .ToLookup(w => w.Caller.Caller.Role, w => w.Command);
        var (responsible, remedy) =
            past.Count > 0
                ? grants.Of(table, past.ToDictionary(p => p.Key, p => p.Contains(Command.Lock)))
                : (null, $"Policies and rules of {table} must give COPY the same rows as other statements.");
        var byRoles = roles
            .Select(role => (Role: role, Words: List(worked.Where(w => w.Caller.Caller.Role == role).Select(w => w.Word))))
            .GroupBy(r => r.Words, (words, same) => (Roles: string.Join(" and ", same.Select(r => r.Role)), Words: words))
            .ToArray();
        return new AttackBreach(
            s_check,
            Severity.Medium,
            table.ToString(),
            byRoles[0].Roles,
            $"can run these commands on {table}: {byRoles[0].Words}{string.Concat(byRoles.Skip(1).Select(r => $"; {r.Roles}: {r.Words}"))} "
                + $"(only in SQL: the HTTP API does not offer them{(past.Count > 0 ? ", and policies do not restrict them" : "")})",
            remedy,
            worked.OrderBy(w => w.Command != Command.Truncate).First().Example
        )
        {
            Responsible = responsible,
            IsSettled = true,
        };
    }

    private static string Word(StatementPath path) => path.Command == Command.Truncate ? "truncate" : path.Name;

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Distinct(StringComparer.Ordinal));
}
