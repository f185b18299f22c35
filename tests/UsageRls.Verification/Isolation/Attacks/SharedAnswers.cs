using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets a member of the tenant under attack call a function that writes, and then lets an outsider (no member of this tenant) call it with
/// the same arguments. The outsider must not get the member's answer. It does if the function keeps answers, and the key under which it
/// keeps them contains neither the tenant nor the user. A temporary table belongs to the connection, which callers share in a pool.
/// </summary>
internal sealed partial class SharedAnswers(AttackScene scene, Reachable reachable)
{
    private const int MostCallsOfFunction = 8;

    /// <summary>Calls each function that writes. Returns a breach for each function that gives an outsider a member's answer.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries =
            from function in reachable.Functions
            where
                function is { IsReadOnly: false, IsProcedure: false }
                && scene.Texts.Called(function.Body).Any(t => Write().IsMatch(t) && !EndsWithTransaction().IsMatch(t))
            from member in scene.Victims.SelectMany(v => scene.Population.Members[(v.Model.Tenants, v.Row[v.Model.Key]!)].Take(1))
            let victim = scene.Stand(member)
            where victim.Caller.Role == function.Role
            from sql in CallsOf(function, victim).Take(MostCallsOfFunction)
            from outsider in scene.Outsiders
            where outsider.Caller.Role == function.Role
            select (Function: function, Victim: victim, Outsider: outsider, Call: new Statement(sql) { Result = ResultKind.Ids });
        var calls = tries.ToArray();
        var done = await scene.Session.TryAllAsync([.. calls.SelectMany(c => Tries(c.Victim, c.Outsider, c.Call))], cancellation);
        return
        [
            .. calls
                .Zip(done.Chunk(3))
                .Where(c => IsShared(c.Second[0], c.Second[1], c.Second[2]))
                .Select(c => Breach(c.First.Function, c.First.Victim, c.First.Outsider, c.Second[2]))
                .DistinctBy(b => b.Object),
        ];
    }

    private IEnumerable<string> CallsOf(ReachableFunction function, Standing victim) =>
        new Calls([.. scene.Victims.Select(v => v.Row)], scene.Population.Schema, victim.Caller.Claims ?? "{}").Of(function);

    // The call by the member, by the outsider, and by the outsider after the member.
    private static IEnumerable<(Caller, Statement)> Tries(Standing victim, Standing outsider, Statement call) =>
        [
            (victim.Caller, call),
            (outsider.Caller, call),
            (outsider.Caller, call with { Scene = $"{victim.Caller.ToSql()} {call.Sql}; reset role" }),
        ];

    private static bool IsShared(Trial members, Trial outsiders, Trial after) =>
        new[] { members, outsiders, after }.All(t => t.Outcome.SqlState is null)
        && members.Seen.Count > 0
        && members.Seen.SequenceEqual(after.Seen)
        && !members.Seen.SequenceEqual(outsiders.Seen);

    private static AttackBreach Breach(ReachableFunction function, Standing victim, Standing outsider, Trial after) =>
        new(
            "shared-answer",
            Severity.High,
            $"function {function.Signature}",
            outsider.ToString(),
            $"calls {function.Signature} after {victim} has called it with the same arguments, and gets the answer of {victim}: without "
                + "that call, the caller gets another answer",
            $"Make the tenant or the caller part of the key under which {function.Signature} keeps its answers.",
            after.ToSql()
        )
        {
            Functions = [function.Signature],
        };

    [GeneratedRegex(@"\bon\s+commit\s+(drop|delete)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex EndsWithTransaction();

    [GeneratedRegex(
        @"\b(insert\s+into|update|merge\s+into|create\s+temp(orary)?)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Write();
}
