using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests when a restrictive policy causes missing access. A policy may hide rows because of a header that the caller sends, or because the
/// caller signed in anonymously. A policy that hides rows from any other member causes missing access.
/// </summary>
public sealed class RestrictivePolicies
{
    private const string Header = "nullif(current_setting('request.headers', true)::json ->> 'x-workspace-id', '')::uuid";

    [SlowCase(
        $"{Header} is null or org_id = {Header}",
        false,
        TestName = "A_header_that_limits_what_its_sender_sees_causes_no_missing_access"
    )]
    [TestCase(
        "(select (auth.jwt() ->> 'is_anonymous')::boolean) is not true",
        false,
        TestName = "Rows_hidden_from_anonymously_signed_in_users_are_no_missing_access"
    )]
    [TestCase($"org_id = {Header}", true, TestName = "A_header_that_everybody_must_send_causes_missing_access")]
    public async Task Narrowing(string condition, bool isLoss)
    {
        await using var database = await Laboratory.AfterAsync(
            $"create policy open_workspace on public.usage_events as restrictive for select to authenticated using ({condition})"
        );
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        Assert.That(matrix.Verdicts.Any(v => v.IsTooStrict), Is.EqualTo(isLoss));
        Assert.That(matrix.Verdicts.Where(v => v.IsTooLoose), Is.Empty);
    }
}
