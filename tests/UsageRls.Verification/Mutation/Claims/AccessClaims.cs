using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The access matrix as claims, cheapest first: the plainest way of a command, then the other ways.</summary>
public static class AccessClaims
{
    // Membership is decided by the policies of usage_events, and not by what org_members happens to show: in many applications colleagues
    // see each other's memberships.
    private const string OpenMembers = "create policy usage_rls_open on public.org_members for select to authenticated using (true)";

    private static readonly StatementPath s_see = Path("select", "plain"), s_record = Path("insert", "values");

    /// <summary>The claims on a database that holds the <see cref="Cast"/>.</summary>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="major">The server's major version.</param>
    public static IReadOnlyList<IClaim> For(string owner, int major)
    {
        IClaim Of(string name, string area, string scene, params StatementPath[] paths) => new MatrixClaim(name, area, owner, major, paths, scene);
        return
        [
            Of("Everybody sees the rows of their own organisations only", ClaimArea.Reading, "", s_see),
            Of("Everybody records their own events in their own organisations only", ClaimArea.Recording, "", s_record),
            Of("Where colleagues see each other's memberships, everybody sees the same rows", ClaimArea.Reading, OpenMembers, s_see),
            Of("Where colleagues see each other's memberships, everybody records the same events", ClaimArea.Recording, OpenMembers, s_record),
            Of("Nobody but the owner empties the table", ClaimArea.Rights, "", All(Command.Truncate)),
            Of("Nobody but the owner changes events", ClaimArea.Rights, "", All(Command.Update)),
            Of("Nobody but the owner removes events", ClaimArea.Rights, "", All(Command.Delete)),
            Of("Nobody but the owner holds up the table or its rows", ClaimArea.Rights, "", All(Command.Lock)),
            Of("Nobody but the owner changes what the table is", ClaimArea.Rights, "", All(Command.Define)),
            Of("No other way of recording goes further", ClaimArea.Recording, "", Except(Command.Insert, s_record)),
            Of("No other way of reading goes further", ClaimArea.Reading, "", Except(Command.Select, s_see)),
        ];
    }

    private static StatementPath[] All(Command command) => [.. StatementPath.All.Where(p => p.Command == command)];

    private static StatementPath[] Except(Command command, StatementPath plain) => [.. All(command).Where(p => p != plain)];

    private static StatementPath Path(string command, string file) =>
        StatementPath.Parse($"Access/Paths/{command}/{file}.sql", Fixtures.Databases.EmbeddedSql.Read($"Access/Paths/{command}/{file}.sql"));
}
