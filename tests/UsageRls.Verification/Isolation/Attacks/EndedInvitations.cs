using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Addresses an open invitation to a stranger (a user without a membership), ends it in each way that its columns can record, for example
/// used, revoked or expired, and lets the stranger call the functions that accept it. The call must then no longer give access to the
/// tenant's rows. It does if a removed member can accept an old invitation again.
/// </summary>
internal sealed partial class EndedInvitations(AttackScene scene, Reachable reachable)
{
    private const int MostCalls = 4;

    private static readonly string[] s_open = ["pending", "invited", "sent", "open", "new", "created", "waiting", "requested", "applied"];

    private sealed record Invitation(Subject Table, MadeRow Row, string State, string Open, string Ended);

    private sealed record Try(Invitation Invitation, ReachableFunction Function, string Call);

    /// <summary>
    /// Calls the functions with each invitation open and ended. Returns a breach for each function that gives access in both cases.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var person = scene.Population.Strangers[0];
        var caller = scene.Stand(person);
        var tries = (
            from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null }
            from function in reachable.Functions
            where function.Role == caller.Caller.Role && !function.IsReadOnly
            where scene.Texts.Called(function.Body).Any(text => RuleTexts.Names(text, subject.Name.Name))
            from invitation in Of(subject, person)
            from call in Calls(function, invitation, caller)
            select new Try(invitation, function, call)
        ).ToArray();
        if (tries.Length == 0 || scene.Look(caller.Caller.Role) is not { } look)
            return [];
        var statements = tries.SelectMany(t =>
            (Statement[])
                [
                    look with
                    {
                        Scene = t.Invitation.Ended,
                    },
                    look with
                    {
                        Scene = t.Invitation.Open,
                        Before = [t.Call],
                    },
                    look with
                    {
                        Scene = t.Invitation.Ended,
                        Before = [t.Call],
                    },
                ]
        );
        var done = await scene.Session.TryAllAsync([.. statements.Select(s => (caller.Caller, s))], cancellation);
        return
        [
            .. tries.Zip(done.Chunk(3), (t, d) => Judge(t, caller, (d[0], d[1], d[2]))).OfType<AttackBreach>().DistinctBy(b => b.Object),
        ];
    }

    private AttackBreach? Judge(Try tried, Standing caller, (Trial Before, Trial Open, Trial Ended) done)
    {
        var both = VisibleKeys.Looked(done.Open).Intersect(VisibleKeys.Looked(done.Ended)).ToHashSet(StringComparer.Ordinal);
        return scene.FirstForbidden(caller, both, VisibleKeys.Looked(done.Before)) is not var (subject, _, why)
            ? null
            : new AttackBreach(
                "ended-invitation",
                Severity.High,
                $"function {tried.Function.Signature}",
                caller.ToString(),
                $"calls {tried.Function.Signature} and then sees a row of {subject} {why}: the row of {tried.Invitation.Table} with which "
                    + $"the caller calls it gives access even if {tried.Invitation.State}",
                $"Check in {tried.Function.Signature} that the row of {tried.Invitation.Table} is still open.",
                done.Ended.ToSql()
            )
            {
                Responsible = new(
                    ResponsibleKind.Object,
                    $"function {tried.Function.Signature}",
                    $"accepts a row of {tried.Invitation.Table} that is no longer open"
                ),
            };
    }

    private IEnumerable<string> Calls(ReachableFunction function, Invitation invitation, Standing caller) =>
        new Calls([invitation.Row], scene.Population.Schema, caller.Caller.Claims ?? "{}", areSecretsKnown: true)
            .Of(function)
            .Take(MostCalls);

    private IEnumerable<Invitation> Of(Subject subject, Person person)
    {
        var victims = scene.Victims.Select(v => v.Row[v.Model.Key]).ToHashSet(StringComparer.Ordinal);
        var key = scene.Rows[subject].FirstOrDefault(r => victims.Contains(r.Belongs.Tenant)).Key;
        if (key is null || scene.Known.GetValueOrDefault((subject.Name, key)) is not { } row)
            return [];
        var addressed = Addressed(subject, person).ToDictionary(a => a.Column, a => a.Value, StringComparer.Ordinal);
        var states = subject
            .Table.Columns.Select(c => State(subject.Table, c))
            .OfType<(string Column, string Open, string[] Ended)>()
            .ToArray();
        string Scene(params IEnumerable<(string, string)> changed)
        {
            var all = states.Select(s => (s.Column, s.Open)).Concat(changed).GroupBy(s => s.Item1, s => s.Item2);
            (string, RowValue)[] values =
            [
                .. addressed.Select(a => (a.Key, RowValue.Literal(a.Value))),
                .. all.Select(s => (s.Key, RowValue.Sql(s.Last()))),
            ];
            return values.Length == 0 ? "" : SceneRows.With(subject, key, values);
        }
        var made = row with { Values = row.Values.ToDictionary(v => v.Key, v => addressed.GetValueOrDefault(v.Key) ?? v.Value) };
        var invitations =
            from state in states
            from value in state.Ended
            let told = value.StartsWith('(') ? "in the past" : value.Trim('\'')
            select new Invitation(subject, made, $"{state.Column} is {told}", Scene(), Scene((state.Column, value)));
        return invitations;
    }

    // The columns that name the invited user, by id or e-mail address.
    private static IEnumerable<(string Column, string Value)> Addressed(Subject subject, Person person) =>
        SequenceRows
            .Users(subject)
            .Where(c => !Sender().IsMatch(c))
            .Select(c => (c, person.Id.ToString()))
            .Concat(
                subject
                    .Table.Columns.Where(c => c.Category == 'S' && c.Name.Contains("email", StringComparison.OrdinalIgnoreCase))
                    .Select(c => (c.Name, person.Email))
            );

    // If a column records how an invitation ended: its value in an open invitation, and its values in ended ones, as SQL.
    private static (string Column, string Open, string[] Ended)? State(Table table, Column column)
    {
        var isUse = Use().IsMatch(column.Name) && !NoState().IsMatch(column.Name);
        if (column is { Category: 'D', IsNotNull: false, IsGenerated: false } && isUse)
            return (column.Name, "null", [StateColumn.Date(column, "- interval '1 day'")]);
        if (column is { Category: 'B' } && isUse)
            return (column.Name, "false", ["true"]);
        if (StateColumn.Read(table, column) is not { } state)
            return null;
        var open = state.Words.FirstOrDefault(w => s_open.Contains(w.ToLowerInvariant())) ?? ColumnValues.Default(column);
        var lasting = column.IsNotNull ? StateColumn.Date(column, "+ interval '365 days'") : "null";
        string[] words = [.. state.Words.Where(w => w != open && !s_open.Contains(w.ToLowerInvariant())).Select(w => SqlText.Literal(w))];
        return state.Kind switch
        {
            StateKind.End => (column.Name, lasting, [.. state.Candidates(isAsked: false).Select(c => c.Value)]),
            StateKind.Ban => (column.Name, "false", ["true"]),
            StateKind.Word when open is not null => (column.Name, SqlText.Literal(open), words),
            _ => null,
        };
    }

    [GeneratedRegex(
        "(^|_)(accepted|used|redeemed|claimed|consumed|declined|rejected|refused)(_|$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Use();

    // Columns such as last_used_at and accepted_by do not record that the invitation has ended.
    [GeneratedRegex("(^|_)(last|first|by)(_|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NoState();

    [GeneratedRegex("_by$|sender|inviter|creator|author|owner", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Sender();
}
