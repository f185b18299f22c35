using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Tests that the table accepts valid and refuses invalid values, because events are billed. Most tests insert as the service role, which
/// may set more columns than members may.
/// </summary>
[Shows(Criteria.Columns)]
public sealed class Integrity
{
    private static IEnumerable<TestCaseData> Valid =>
        [
            Case("an event with an action only", "action", "'agency:scope:generate'"),
            Case("the largest counts", "action, tokens_input, tokens_output", "'agency:scope:generate', 1000000000, 1000000000"),
            Case("the module of the action", "action, module_id", "'agency:scope:generate', 'agency'"),
            Case("words with digits, hyphens and underscores", "action", "'crm2:lead_score:re-explain'"),
            Case("the longest action", "action", $"'a:b:{new string('c', 196)}'"),
            Case(
                "the largest metadata",
                "action, metadata",
                "'a:b:c', jsonb_build_object('k', repeat('x', 16384 - length('{\"k\": \"\"}')))"
            ),
            Case("no metadata", "action, metadata", "'a:b:c', null"),
        ];

    private static IEnumerable<TestCaseData> Invalid =>
        [
            Case("input that is null", "action, tokens_input", "'a:b:c', null", "tokens_input"),
            Case("output that is null", "action, tokens_output", "'a:b:c', null", "tokens_output"),
            Case("no time", "action, created_at", "'a:b:c', null", "created_at"),
            Case("negative input", "action, tokens_input", "'a:b:c', -1", "usage_events_tokens_input_range"),
            Case("negative output", "action, tokens_output", "'a:b:c', -1", "usage_events_tokens_output_range"),
            Case("more input than the limit", "action, tokens_input", "'a:b:c', 1000000001", "usage_events_tokens_input_range"),
            Case("more output than the limit", "action, tokens_output", "'a:b:c', 1000000001", "usage_events_tokens_output_range"),
            Case("counts with a sum out of range", "action, tokens_input, tokens_output", "'a:b:c', 2147483647, 1", "integer out of range"),
            Case("a total set by the client", "action, tokens_total", "'a:b:c', 1", "tokens_total"),
            Case("an action of two words", "action", "'agency:generate'", "usage_events_action_form"),
            Case("an action of four words", "action", "'agency:scope:generate:twice'", "usage_events_action_form"),
            Case("an action with an empty word", "action", "'agency::generate'", "usage_events_action_form"),
            Case("an action in capitals", "action", "'Agency:scope:generate'", "usage_events_action_form"),
            Case("an action with a second line", "action", "E'agency:scope:generate\\n'", "usage_events_action_form"),
            Case("an action that is too long", "action", $"'a:b:{new string('c', 197)}'", "usage_events_action_form"),
            Case("the module of another action", "action, module_id", "'agency:scope:generate', 'crm'", "usage_events_module_of_action"),
            Case("metadata that is a list", "action, metadata", "'a:b:c', '[1]'", "usage_events_metadata_object"),
            Case("metadata that is JSON null", "action, metadata", "'a:b:c', 'null'", "usage_events_metadata_object"),
            Case(
                "metadata that is too large",
                "action, metadata",
                "'a:b:c', jsonb_build_object('k', repeat('x', 16384))",
                "usage_events_metadata_size"
            ),
        ];

    [OneTimeSetUp]
    public void OwnOnly() => Own.OnlyOnceStarted();

    [TestCaseSource(nameof(Valid))]
    public async Task Takes(string columns, string values)
    {
        var attempt = await RecordAsync(columns, values);
        Assert.That((attempt.Outcome.Kind, attempt.Effect.Growth), Is.EqualTo((OutcomeKind.Allowed, 1)), attempt.ToSql);
    }

    [TestCaseSource(nameof(Invalid))]
    public async Task Refuses(string columns, string values, string by)
    {
        var attempt = await RecordAsync(columns, values);
        Assert.That(attempt.Outcome.Kind, Is.EqualTo(OutcomeKind.RefusedByConstraint), attempt.ToSql);
        Assert.That(attempt.Outcome.Object, Does.Contain(by));
    }

    [Test]
    public async Task A_client_cannot_set_the_time_or_the_id([Values] GrantBaseline baseline)
    {
        var scene = await LoadedWorld.SharedAsync(baseline);
        var (home, member) = scene.Home;
        foreach (var column in (string[])["created_at", "id"])
        {
            var attempt = await RlsSession.TryAsync(
                scene.Database,
                Caller.SignedIn("member", member.Id),
                EventStatement.Create(
                    $"insert into public.usage_events (org_id, action, {column}) "
                        + $"values ({SqlText.Literal(home.Id.ToString())}, 'a:b:c', default)"
                )
            );
            Assert.That(attempt.Outcome.Kind, Is.EqualTo(OutcomeKind.RefusedByGrant), attempt.ToSql);
        }
    }

    private static async Task<Attempt> RecordAsync(string columns, string values)
    {
        var scene = await LoadedWorld.SharedAsync(GrantBaseline.Explicit);
        return await RlsSession.TryAsync(
            scene.Database,
            Caller.ServiceRole,
            EventStatement.Create(
                $"insert into public.usage_events (org_id, {columns}) "
                    + $"values ({SqlText.Literal(scene.Home.Organization.Id.ToString())}, {values})"
            )
        );
    }

    private static TestCaseData Case(string name, params object[] arguments) => new TestCaseData(arguments).SetArgDisplayNames(name);
}
