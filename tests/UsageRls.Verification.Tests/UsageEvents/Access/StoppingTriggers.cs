using NUnit.Framework;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests when a trigger that raises an error causes missing access: if it stops a client whom the intent allows the statement, but not if
/// it stops only the table's owner.
/// </summary>
public sealed class StoppingTriggers
{
    [TestCase("update or delete", false, TestName = "A_trigger_that_keeps_the_owner_from_changing_events_causes_no_missing_access")]
    [TestCase("insert or update or delete", true, TestName = "A_trigger_that_keeps_everybody_from_recording_causes_missing_access")]
    public async Task Stopping(string events, bool isLoss)
    {
        await using var database = await Laboratory.AfterAsync(
            $"""
            create function private.refuse() returns trigger language plpgsql as $$ begin raise exception 'append-only'; end $$;
            create trigger refuse before {events} on public.usage_events for each row when (current_user <> 'supabase_admin')
              execute function private.refuse()
            """
        );
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        Assert.That(matrix.Verdicts.Any(v => v.IsTooStrict), Is.EqualTo(isLoss));
        Assert.That(matrix.Verdicts.Where(v => v.IsTooLoose), Is.Empty);
    }
}
