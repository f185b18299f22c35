using NUnit.Framework;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests which outcomes an attempt must have, given the intent, the statement path and the privileges, and which verdict follows.
/// </summary>
[WithoutDatabase]
public sealed class Expectations
{
    private static readonly Caller s_member = Caller.SignedIn("member", Cast.Colleague.Id);
    private static readonly PathVariables s_invoices = new(new("public", "invoices"), [], null, null, null);
    private static readonly Caller s_garbled = new("garbled", DatabaseRole.Authenticated, "{", HasReadableClaims: false);

    private static IEnumerable<TestCaseData> Table =>
        [
            Create("allowed", true, Path(Command.Select), s_member, [], OutcomeKind.Allowed),
            Create(
                "allowed, unsupported under policies",
                true,
                Path(Command.Insert, underRls: false),
                s_member,
                [],
                OutcomeKind.Unsupported
            ),
            Create(
                "allowed, and the role bypasses policies",
                true,
                Path(Command.Insert, underRls: false),
                s_member,
                ["BYPASSRLS"],
                OutcomeKind.Allowed
            ),
            Create(
                "a command for owners only",
                false,
                Path(Command.Define, PathRows.Table, ownersOnly: true),
                s_member,
                [],
                OutcomeKind.RefusedByOwnership
            ),
            Create("the table as a whole", false, Path(Command.Truncate, PathRows.Table), s_member, ["NEEDED"], OutcomeKind.RefusedByGrant),
            Create(
                "the table as a whole, which foreign keys reference",
                true,
                Path(Command.Truncate, PathRows.Table),
                s_member,
                ["REFERENCED"],
                OutcomeKind.RefusedByConstraint
            ),
            Create("without the privilege", false, Path(Command.Select), s_member, [], OutcomeKind.RefusedByGrant),
            Create(
                "unreadable claims, without the privilege",
                false,
                Path(Command.Select),
                s_garbled,
                [],
                OutcomeKind.RefusedByGrant,
                OutcomeKind.UnreadableClaims
            ),
            Create(
                "unsupported under policies",
                false,
                Path(Command.Insert, underRls: false),
                s_member,
                ["NEEDED"],
                OutcomeKind.Unsupported
            ),
            Create("select", false, Path(Command.Select), s_member, ["NEEDED"], OutcomeKind.Filtered),
            Create("insert", false, Path(Command.Insert), s_member, ["NEEDED"], OutcomeKind.RefusedByPolicy),
            Create(
                "insert by a role that bypasses policies",
                false,
                Path(Command.Insert),
                s_member,
                ["NEEDED", "BYPASSRLS"],
                OutcomeKind.RefusedByConstraint
            ),
            Create(
                "copy by a role that bypasses policies",
                false,
                Path(Command.Insert, underRls: false),
                s_member,
                ["NEEDED", "BYPASSRLS"],
                OutcomeKind.RefusedByConstraint
            ),
            Create("update", false, Path(Command.Update), s_member, ["NEEDED"], OutcomeKind.Filtered, OutcomeKind.RefusedByPolicy),
            Create("delete", false, Path(Command.Delete), s_member, ["NEEDED"], OutcomeKind.Filtered, OutcomeKind.RefusedByPolicy),
            Create(
                "unreadable claims",
                false,
                Path(Command.Select),
                s_garbled,
                ["NEEDED"],
                OutcomeKind.UnreadableClaims,
                OutcomeKind.Filtered
            ),
        ];

    [TestCaseSource(nameof(Table))]
    public void Expectations_follow_from_intent_statement_path_and_privileges(
        bool isAllowed,
        StatementPath path,
        Caller caller,
        string[] rights,
        OutcomeKind[] outcomes
    )
    {
        var held = new Privileges(rights.Select(r => (r == "REFERENCED" ? "" : caller.Role, r, (string?)null)));
        Assert.That(Expectation.OutcomesOf(isAllowed, path, s_invoices, caller, held), Is.EqualTo(outcomes));
    }

    [TestCase("a", "a,b", false)]
    [TestCase("a,b", "a,b", true)]
    [TestCase("a,b,c", "a,b", true)]
    [TestCase("", "a", false)]
    [TestCase("", "", false)]
    [TestCase("*", "a,b", true)]
    public void A_role_has_a_privilege_if_it_is_granted_on_the_table_or_on_every_needed_column(string held, string needed, bool has)
    {
        static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var privileges = new Privileges(List(held).Select(c => ("r", "INSERT", c == "*" ? null : c)));
        Assert.That(privileges.Has("r", [new("INSERT", List(needed))]), Is.EqualTo(has));
        Assert.That(privileges.Has("another", [new("INSERT", List(needed))]), Is.False);
        Assert.That(privileges.Has("r", [new("INSERT", List(needed)), new("SELECT", [])]), Is.False, "one of two privileges is missing");
        Assert.That(privileges.Has("another", []), Is.True);
    }

    private static IEnumerable<TestCaseData> Judged
    {
        get
        {
            var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
            var denied = new Expectation(false, [OutcomeKind.Filtered, OutcomeKind.RefusedByPolicy], 0, Effect.None, null);
            var seeing = new Expectation(true, [OutcomeKind.Allowed], 2, Effect.None, [one, other]);
            var adding = new Expectation(true, [OutcomeKind.Allowed], 1, new Effect(1, 1), null);
            yield return Case("denied as it must be", denied, new(OutcomeKind.Filtered), Effect.None, [], "holds");
            yield return Case("denied, but rows changed", denied, new(OutcomeKind.Filtered), new Effect(1, 0), [], "too loose");
            yield return Case("must be denied, and is allowed", denied, new(OutcomeKind.Allowed, 1), Effect.None, [], "too loose");
            yield return Case("must be denied, and is allowed on no rows", denied, new(OutcomeKind.Allowed), Effect.None, [], "too loose");
            yield return Case("must be denied, and fails with an error", denied, new(OutcomeKind.Broken), Effect.None, [], "wrong");
            yield return Case("sees what it should", seeing, new(OutcomeKind.Allowed, 2), Effect.None, [other, one], "holds");
            yield return Case("sees one row twice", seeing, new(OutcomeKind.Allowed, 2), Effect.None, [one, one], "wrong");
            yield return Case("sees another row", seeing, new(OutcomeKind.Allowed, 2), Effect.None, [one, Guid.NewGuid()], "wrong");
            yield return Case(
                "sees a row more",
                seeing,
                new(OutcomeKind.Allowed, 3),
                Effect.None,
                [one, other, Guid.NewGuid()],
                "too loose"
            );
            yield return Case("sees a row less", seeing, new(OutcomeKind.Allowed, 1), Effect.None, [one], "too strict");
            yield return Case("sees nothing", seeing, new(OutcomeKind.Filtered), Effect.None, [], "too strict");
            yield return Case("adds what it should", adding, new(OutcomeKind.Allowed, 1), new Effect(1, 1), [], "holds");
            yield return Case("reports an added row that is not there", adding, new(OutcomeKind.Allowed, 1), Effect.None, [], "wrong");
            yield return Case("adds two", adding, new(OutcomeKind.Allowed, 2), new Effect(2, 2), [], "too loose");

            static TestCaseData Case(string name, Expectation expected, Outcome outcome, Effect effect, Guid[] seen, string verdict) =>
                new TestCaseData(expected, outcome, effect, seen, verdict).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Judged))]
    public void An_attempt_is_judged_too_loose_or_too_strict(
        Expectation expected,
        Outcome outcome,
        Effect effect,
        Guid[] seen,
        string verdict
    )
    {
        var statement = new Statement("select 1");
        var judged = new JudgedAttempt(
            new Cell(s_member, Path(Command.Select), RowRelation.Own, statement, expected),
            new Attempt(s_member, statement, outcome, effect) { Seen = seen }
        );
        Assert.That(
            judged.Holds ? "holds"
                : judged.IsTooLoose ? "too loose"
                : judged.IsTooStrict ? "too strict"
                : "wrong",
            Is.EqualTo(verdict)
        );
        Assert.That(judged is { IsTooLoose: true, IsTooStrict: true }, Is.False);
        Assert.That(
            judged.Explain(),
            Does.StartWith(judged.Holds ? "WRONG" : verdict.ToUpperInvariant()).And.Contain("    select 1;").And.Contain("member")
        );
        Assert.That(judged.Happened.Contains("written", StringComparison.Ordinal), Is.EqualTo(effect != Effect.None));
        Assert.That(judged.Expected.Contains("written", StringComparison.Ordinal), Is.EqualTo(expected.Effect != Effect.None));
    }

    private static StatementPath Path(Command command, PathRows rows = PathRows.One, bool ownersOnly = false, bool underRls = true) =>
        new(
            "a way",
            command,
            [],
            "select 1",
            rows,
            [new NeededRight("NEEDED", [])],
            ResultKind.Ids,
            15,
            ownersOnly,
            underRls,
            "",
            [EventStatement.Table]
        );

    private static TestCaseData Create(
        string name,
        bool isAllowed,
        StatementPath path,
        Caller caller,
        string[] rights,
        params OutcomeKind[] outcomes
    ) => new TestCaseData(isAllowed, path, caller, rights, outcomes).SetArgDisplayNames(name);
}
