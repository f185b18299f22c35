using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// The access matrix as claims: every caller runs the plainest SELECT and INSERT, and one caller of each kind runs all other paths.
/// </summary>
/// <param name="model">The intent.</param>
/// <param name="owner">The role that owns the table.</param>
/// <param name="major">The server's major version.</param>
public sealed class AccessClaims(AccessModel model, string owner, int major)
{
    // With this policy every signed-in user sees all memberships, so that only the policies of usage_events can
    // deny access. In many applications users see the memberships of their colleagues.
    private const string OpenMembers = "create policy usage_rls_open on public.org_members for select to authenticated using (true)";

    private static readonly StatementPath s_see = Path("select/plain"),
        s_record = Path("insert/values");

    // In the matrix every caller runs every path. In a claim with several paths, only one caller of each kind runs them, because claims are
    // checked on many mutants.
    private readonly IReadOnlySet<string> _oneOfEachKind = Cast.OneOfEachKind(owner);

    /// <summary>The claim on reading by a plain SELECT.</summary>
    public IClaim Seen => Of("Callers see only rows of their own organisations", ClaimArea.Reading, [s_see]);

    /// <summary>The claim on inserting by a plain INSERT.</summary>
    public IClaim Recorded => Of("Callers insert only their own events in their own organisations", ClaimArea.Recording, [s_record]);

    /// <summary>The claims on all other commands and paths, and the claims with visible memberships of colleagues.</summary>
    public IReadOnlyList<IClaim> Rest =>
        [
            Of("Visible memberships of colleagues do not change the rows that callers see", ClaimArea.Reading, [s_see], OpenMembers),
            Of(
                "Visible memberships of colleagues do not change the events that callers can insert",
                ClaimArea.Recording,
                [s_record],
                OpenMembers
            ),
            Of("Only the owner can truncate the table", ClaimArea.Rights, All(Command.Truncate)),
            Of("Only the owner can update events", ClaimArea.Rights, All(Command.Update)),
            Of("Only the owner can delete events", ClaimArea.Rights, All(Command.Delete)),
            Of("Only the owner can lock the table or its rows", ClaimArea.Rights, All(Command.Lock)),
            Of("Only the owner can change the table definition", ClaimArea.Rights, All(Command.Define)),
            Of("No other insert path allows more rows", ClaimArea.Recording, [.. All(Command.Insert).Where(p => p.Name != s_record.Name)]),
            Of("No other select path returns more rows", ClaimArea.Reading, [.. All(Command.Select).Where(p => p.Name != s_see.Name)]),
        ];

    private AttemptsClaim Of(string name, string area, StatementPath[] paths, string scene = "") =>
        new(
            name,
            area,
            async (session, cancellation) =>
            {
                // As in the matrix, the current privileges decide which error is expected.
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
