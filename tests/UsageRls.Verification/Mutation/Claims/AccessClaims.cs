using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The access matrix as claims, cheapest first: the plainest way of a command, then the other ways.</summary>
public static class AccessClaims
{
    // Membership is decided by the policies of usage_events, and not by what org_members happens to show: in many applications colleagues
    // see each other's memberships.
    private const string OpenMembers = "create policy usage_rls_open on public.org_members for select to authenticated using (true)";

    private static readonly StatementPath s_see = Path("select", "plain"), s_record = Path("insert", "values");

    /// <summary>The plainest way to read, on a database that holds the <see cref="Cast"/>.</summary>
    public static IReadOnlyList<IClaim> Seen(string owner, int major) =>
        [new MatrixClaim("Everybody sees the rows of their own organisations only", ClaimArea.Reading, owner, major, [s_see])];

    /// <summary>The plainest way to record, on such a database.</summary>
    public static IReadOnlyList<IClaim> Recorded(string owner, int major) =>
        [new MatrixClaim("Everybody records their own events in their own organisations only", ClaimArea.Recording, owner, major, [s_record])];

    /// <summary>Everything else, on such a database.</summary>
    public static IReadOnlyList<IClaim> Rest(string owner, int major)
    {
        IClaim Of(string name, string area, StatementPath[] paths, string scene = "") => new MatrixClaim(name, area, owner, major, paths, scene);
        return
        [
            Of("Where colleagues see each other's memberships, everybody sees the same rows", ClaimArea.Reading, [s_see], OpenMembers),
            Of("Where colleagues see each other's memberships, everybody records the same events", ClaimArea.Recording, [s_record], OpenMembers),
            Of("Nobody but the owner empties the table", ClaimArea.Rights, All(Command.Truncate)),
            Of("Nobody but the owner changes events", ClaimArea.Rights, All(Command.Update)),
            Of("Nobody but the owner removes events", ClaimArea.Rights, All(Command.Delete)),
            Of("Nobody but the owner holds up the table or its rows", ClaimArea.Rights, All(Command.Lock)),
            Of("Nobody but the owner changes what the table is", ClaimArea.Rights, All(Command.Define)),
            Of("No other way of recording goes further", ClaimArea.Recording, Except(Command.Insert, s_record)),
            Of("No other way of reading goes further", ClaimArea.Reading, Except(Command.Select, s_see)),
        ];
    }

    private static StatementPath[] All(Command command) => [.. StatementPath.All.Where(p => p.Command == command)];

    private static StatementPath[] Except(Command command, StatementPath plain) => [.. All(command).Where(p => p != plain)];

    private static StatementPath Path(string command, string file) =>
        StatementPath.Parse($"Access/Paths/{command}/{file}.sql", Fixtures.Databases.EmbeddedSql.Read($"Access/Paths/{command}/{file}.sql"));
}
