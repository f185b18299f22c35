using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Finds the tables whose rows without a tenant are common to all tenants, such as built-in templates. Such a row has no author in an
/// application where only the server inserts it: the author's column may be null, is filled from the caller by default, and no signed-in
/// user can insert such a row. Then the author of a generated row must not make it personal.
/// </summary>
internal static class CommonRows
{
    /// <summary>The reason that the report of such a table gives.</summary>
    public const string Reason = "rows without a tenant count as common to all tenants, because signed-in users cannot insert one";

    /// <summary>
    /// Lets the author of each proposed row without a tenant insert the row. Returns the tables that refuse all these inserts.
    /// </summary>
    /// <param name="session">The session that runs the inserts.</param>
    /// <param name="subjects">The watched tables.</param>
    /// <param name="callers">The callers.</param>
    /// <param name="inserts">Returns the inserts of a caller's own proposed rows without a tenant.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    public static async Task<IReadOnlySet<TableName>> FindAsync(
        WatchedSession session,
        IEnumerable<Subject> subjects,
        IReadOnlyList<Standing> callers,
        Func<Subject, Standing, IEnumerable<TableTrial>> inserts,
        CancellationToken cancellation
    )
    {
        var common = new HashSet<TableName>();
        foreach (var subject in subjects.Where(MayBeCommon))
        {
            TableTrial[] tries =
            [
                .. callers
                    .Where(c => c.User is not null)
                    .SelectMany(c => inserts(subject, c))
                    .Where(t => t.Path.Command == Command.Insert && t.Aim is { Tenant: null, User: { } user } && user == t.Caller.User),
            ];
            var done = await session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
            if (done.Count > 0 && done.All(t => !t.Outcome.IsAllowed))
                common.Add(subject.Name);
        }
        return common;
    }

    private static bool MayBeCommon(Subject subject) =>
        subject is { Kind: SubjectKind.Tenant, Tenant: { Steps: [], Expression: null } tenant, User: { Steps: [], Expression: null } user }
        && subject.Table.Find(tenant.Column) is { IsNotNull: false }
        && subject.Table.Find(user.Column) is { IsNotNull: false, Default: { } byDefault }
        && RuleTexts.Names(byDefault, "auth.uid");
}
