using NUnit.Framework;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests restrictive policies: it is not missing access if a policy denies rows because of a header that the caller sends or because the
/// caller signed in anonymously; if a policy denies rows to other members, it is.
/// </summary>
public sealed class RestrictivePolicies
{
    private const string Header = "nullif(current_setting('request.headers', true)::json ->> 'x-workspace-id', '')::uuid";

    [TestCase($"{Header} is null or org_id = {Header}", false, TestName = "A_header_that_narrows_what_its_sender_sees_is_no_loss")]
    [TestCase(
        "(select (auth.jwt() ->> 'is_anonymous')::boolean) is not true",
        false,
        TestName = "What_users_who_signed_in_anonymously_do_not_see_is_no_loss"
    )]
    [TestCase($"org_id = {Header}", true, TestName = "A_header_that_everybody_must_send_is_a_loss")]
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
