using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// The access matrix as claims: the plainest way of a command by everybody, then all other ways by one caller of each kind.
/// </summary>
/// <param name="model">The intent.</param>
/// <param name="owner">The role that owns the table.</param>
/// <param name="major">The server's major version.</param>
public sealed class AccessClaims(AccessModel model, string owner, int major)
{
    // Membership is decided by the policies of usage_events, and not by what org_members happens to show: in many applications colleagues
    // see each other's memberships.
    private const string OpenMembers = "create policy usage_rls_open on public.org_members for select to authenticated using (true)";

    private static readonly StatementPath s_see = Path("select/plain"),
        s_record = Path("insert/values");

    // The matrix itself has everybody by every way; what a mutant changes for one it changes for everybody of the same kind.
    private readonly IReadOnlySet<string> _oneOfEachKind = Cast.OneOfEachKind(owner);

    /// <summary>The plainest way to read.</summary>
    public IClaim Seen => Of("Everybody sees the rows of their own organisations only", ClaimArea.Reading, [s_see]);

    /// <summary>The plainest way to record.</summary>
    public IClaim Recorded => Of("Everybody records their own events in their own organisations only", ClaimArea.Recording, [s_record]);

    /// <summary>Everything else.</summary>
    public IReadOnlyList<IClaim> Rest =>
        [
            Of("Where colleagues see each other's memberships, everybody sees the same rows", ClaimArea.Reading, [s_see], OpenMembers),
            Of(
                "Where colleagues see each other's memberships, everybody records the same events",
                ClaimArea.Recording,
                [s_record],
                OpenMembers
            ),
            Of("Nobody but the owner empties the table", ClaimArea.Rights, All(Command.Truncate)),
            Of("Nobody but the owner changes events", ClaimArea.Rights, All(Command.Update)),
            Of("Nobody but the owner removes events", ClaimArea.Rights, All(Command.Delete)),
            Of("Nobody but the owner holds up the table or its rows", ClaimArea.Rights, All(Command.Lock)),
            Of("Nobody but the owner changes what the table is", ClaimArea.Rights, All(Command.Define)),
            Of("No other way of recording goes further", ClaimArea.Recording, [.. All(Command.Insert).Where(p => p.Name != s_record.Name)]),
            Of("No other way of reading goes further", ClaimArea.Reading, [.. All(Command.Select).Where(p => p.Name != s_see.Name)]),
        ];

    private AttemptsClaim Of(string name, string area, StatementPath[] paths, string scene = "") =>
        new(
            name,
            area,
            async (session, cancellation) =>
            {
                // As in the matrix itself, the rights as the server holds them now say which refusal is right.
                var rights = await Privileges.ReadAsync(session.Connection, [.. DatabaseRole.Api, owner], cancellation);
                return
                [
                    .. Cell.Enumerate(model, owner, rights, major, paths)
                        .Where(c => paths.Length == 1 || _oneOfEachKind.Contains(c.Caller.Name))
                        .Select(c => Claim(c, scene)),
                ];
            }
        );

    private static ClaimedAttempt Claim(Cell cell, string scene) =>
        new(
            $"{cell.Caller} · {cell.Path} · {cell.Relation.InWords(cell.Path)}",
            cell.Caller,
            scene == "" ? cell.Statement : cell.Statement with { Scene = scene },
            attempt => new JudgedAttempt(cell, attempt) is { Holds: false } verdict ? verdict.ToString() : null
        );

    private static StatementPath[] All(Command command) => [.. StatementPath.All.Where(p => p.Command == command)];

    private static StatementPath Path(string name) =>
        StatementPath.Parse($"Access/Paths/{name}.sql", EmbeddedSql.Read($"Access/Paths/{name}.sql"));
}
