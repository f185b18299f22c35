using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The access model, claimed on a small world: every kind of caller, every command, every relation of a row to its caller.</summary>
public static class AccessClaims
{
    // Membership is decided by the policies of usage_events, and not by what org_members happens to show: in many applications colleagues
    // see each other's memberships.
    private const string OpenMembers = "create policy usage_rls_open on public.org_members for select to authenticated using (true)";

    private static readonly string s_action = "suite:claim:insert";

    /// <summary>The claims, cheapest first.</summary>
    /// <param name="world">The world that the database holds.</param>
    /// <param name="callers">Who asks.</param>
    /// <param name="own">Whether the project's own migrations are under test: they promise more.</param>
    public static IReadOnlyList<IClaim> For(World world, IReadOnlyList<Caller> callers, bool own) =>
    [
        new TriesClaim("Everybody sees the rows of their own organisations and no others", ClaimArea.Reading, [.. callers.Select(c => See(world, c))]),
        new TriesClaim("Everybody counts what they see", ClaimArea.Reading, [.. callers.Select(c => Count(world, c))]),
        new TriesClaim("A new event of one's own organisation under one's own name is recorded, and no other", ClaimArea.Recording, [.. Inserts(world, callers, returning: false)]),
        new TriesClaim("So it is where the event is returned", ClaimArea.Recording, [.. Inserts(world, callers, returning: true)]),
        new TriesClaim("An event that names no author is its caller's, or nobody's", ClaimArea.Recording, [.. callers.Select(c => InsertWithoutAuthor(world, c, own))]),
        new TriesClaim("What a client may say of an event, it can say all at once", ClaimArea.Recording, [.. InsertsWithAll(world, callers)]),
        new TriesClaim("Nobody but the owner changes, removes, holds up or empties events", ClaimArea.Rights, [.. callers.SelectMany(c => Rewrites(world, c))]),
        new TriesClaim("Nobody but the owner changes what the table is", ClaimArea.Rights, [.. callers.SelectMany(Definitions)]),
        new TriesClaim("Where colleagues see each other's memberships, everybody still sees their own rows only", ClaimArea.Reading,
            [.. callers.Select(c => See(world, c) is var t ? t with { Statement = t.Statement with { Scene = OpenMembers } } : null!)]),
        new TriesClaim("Where colleagues see each other's memberships, everybody still records their own events only", ClaimArea.Recording,
            [.. Inserts(world, callers, returning: false).Select(t => t with { Statement = t.Statement with { Scene = OpenMembers } })]),
    ];

    private static Trial See(World world, Caller caller)
    {
        var expected = world.Events.Where(e => AccessModel.Allows(caller, Command.Select, e, world)).Select(e => e.Id).ToHashSet();
        return new Trial(caller, new Statement("select id from public.usage_events") { Result = ResultKind.Ids }, attempt =>
            expected.SetEquals(attempt.Seen) && (attempt.Outcome.IsAllowed || attempt.Outcome.IsDenial) ? null : $"{attempt.Outcome}; should see {expected.Count}");
    }

    private static Trial Count(World world, Caller caller)
    {
        var expected = world.Events.Count(e => AccessModel.Allows(caller, Command.Select, e, world));
        return new Trial(caller, new Statement("select count(*) from public.usage_events") { Result = ResultKind.Count }, attempt =>
            expected == attempt.Outcome.Rows && (attempt.Outcome.IsAllowed || attempt.Outcome.IsDenial) ? null : $"{attempt.Outcome}; should count {expected}");
    }

    private static IEnumerable<Trial> Inserts(World world, IReadOnlyList<Caller> callers, bool returning) =>
        from caller in callers
        from organization in world.Organizations
        from author in Authors(world, caller)
        let row = Row(organization.Id, author)
        let sql = $"insert into public.usage_events (org_id, user_id, action) values ({Literal(row.OrgId)}, {Literal(author)}, '{s_action}'){(returning ? " returning id" : "")}"
        let allowed = AccessModel.Allows(caller, Command.Insert, row, world) && (!returning || AccessModel.Allows(caller, Command.Select, row, world))
        select new Trial(caller, new Statement(sql), Trial.Is(allowed, new Effect(1, 1)));

    // Oneself, somebody else, nobody.
    private static IEnumerable<Guid?> Authors(World world, Caller caller) =>
        ((Guid?[])[world.Users.Any(u => u.Id == caller.UserId) ? caller.UserId : null, world.Users.First(u => u.Id != caller.UserId).Id, null]).Distinct();

    private static Trial InsertWithoutAuthor(World world, Caller caller, bool own)
    {
        var organization = world.Memberships.FirstOrDefault(m => m.UserId == caller.UserId)?.OrgId ?? world.Organizations[0].Id;
        var allowed = AccessModel.Allows(caller, Command.Insert, Row(organization, own ? caller.UserId : null), world);
        return new Trial(caller, new Statement($"insert into public.usage_events (org_id, action) values ({Literal(organization)}, '{s_action}')"), Trial.Is(allowed, new Effect(1, 1)));
    }

    private static IEnumerable<Trial> InsertsWithAll(World world, IReadOnlyList<Caller> callers) =>
        from caller in callers
        let organization = world.Memberships.FirstOrDefault(m => m.UserId == caller.UserId)?.OrgId ?? world.Organizations[0].Id
        let author = world.Users.Any(u => u.Id == caller.UserId) ? caller.UserId : null
        let sql = "insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata) "
            + $$"""values ({{Literal(organization)}}, {{Literal(author)}}, '{{s_action}}', 'suite', 3, 4, '{"k": 1}')"""
        select new Trial(caller, new Statement(sql), Trial.Is(AccessModel.Allows(caller, Command.Insert, Row(organization, author), world), new Effect(1, 1)));

    private static IEnumerable<Trial> Rewrites(World world, Caller caller)
    {
        var updates = world.Events.Count(e => AccessModel.Allows(caller, Command.Update, e, world));
        var deletes = world.Events.Count(e => AccessModel.Allows(caller, Command.Delete, e, world));
        yield return new(caller, new Statement("update public.usage_events set action = 'agency:scope:rewrite'"), Trial.Is(updates > 0, new Effect(updates, 0)));
        yield return new(caller, new Statement("delete from public.usage_events"), Trial.Is(deletes > 0, new Effect(0, -deletes)));
        yield return new(caller, new Statement("truncate public.usage_events") { Result = ResultKind.Nothing },
            Trial.Is(AccessModel.AllowsOnTable(caller, Command.Truncate), new Effect(0, -world.Events.Count)));
        yield return new(caller, new Statement("lock table public.usage_events in share mode") { Result = ResultKind.Nothing },
            Trial.Is(AccessModel.AllowsOnTable(caller, Command.Lock)));
    }

    private static IEnumerable<Trial> Definitions(Caller caller) =>
        from sql in (string[])["comment on table public.usage_events is 'suite'", "alter table public.usage_events disable row level security"]
        select new Trial(caller, new Statement(sql) { Result = ResultKind.Nothing }, Trial.Is(AccessModel.AllowsOnTable(caller, Command.Define)));

    private static UsageEvent Row(Guid organization, Guid? author) => new(Guid.Empty, organization, author, s_action, null, 0, 0, "{}", default);

    private static string Literal(Guid? id) => SqlText.Literal(id?.ToString());
}
