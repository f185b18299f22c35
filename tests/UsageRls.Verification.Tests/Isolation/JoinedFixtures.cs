using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Joins the stories of fixtures that have few stories into two applications of leaks and two of sound twins.</summary>
public sealed class JoinedFixtures
{
    // Two pairs of applications run side by side. A leak may open rows of another story in its application.
    private static readonly JoinedStories[] s_stories =
    [
        new([
            .. ChosenTenantStories.Stories,
            .. CrewStories.Stories,
            .. EditableViewStories.Stories,
            .. OwnRowSequenceStories.Stories,
            .. RowTraceStories.Stories,
            .. ScheduledJobStories.Stories,
            .. SiblingTenantStories.Stories,
            .. SpoiledReadStories.Stories,
            .. StoredClaimStories.Stories,
        ]),
        new([
            .. EitherStories.Stories,
            .. EqualValueStories.Stories,
            .. FunctionCallStories.Stories,
            .. KeptRowStories.Stories,
            .. OneRowStories.Stories,
            .. PersonalRowStories.Stories,
            .. PooledConnectionStories.Stories,
            .. ProfileStories.Stories,
            .. PublishedViewStories.Stories,
            .. SharedAnswerStories.Stories,
        ]),
    ];

    /// <inheritdoc cref="JoinedStories.LeakingAsync"/>
    internal static Task<IReadOnlyList<string>> LeakingAsync() => AllAsync(s => s.LeakingAsync());

    /// <inheritdoc cref="JoinedStories.SoundAsync"/>
    internal static Task<IReadOnlyList<string>> SoundAsync() => AllAsync(s => s.SoundAsync());

    /// <inheritdoc cref="JoinedStories.SoundFindingsAsync"/>
    internal static Task<IReadOnlyList<Finding>> SoundFindingsAsync() => AllAsync(s => s.SoundFindingsAsync());

    private static async Task<IReadOnlyList<T>> AllAsync<T>(Func<JoinedStories, Task<IReadOnlyList<T>>> find) =>
        [.. (await Task.WhenAll(s_stories.Select(find))).SelectMany(f => f)];

    [Test]
    public async Task Each_leak_gives_its_own_finding_only() =>
        Assert.That(
            await LeakingAsync(),
            Is.EquivalentTo([
                "request-condition public.picked_papers",
                "emptied-reference public.helpers",
                "emptied-reference public.leaves",
                "null-in-list public.hidden_papers",
                "unreadable-value public.scans",
                "hidden-by-reference public.minutes",
                "select public.slips",
                "view public.paper_cards",
                "equal-values function public.merge_papers(uuid)",
                "function public.find_visit(text,text)",
                "function public.merge_cards(uuid,uuid)",
                FunctionCallStories.BookHall,
                "replayed-call function public.release_hold(uuid)",
                "row-condition function public.join_by_door(uuid)",
                "row-condition function public.subscribe(uuid,text)",
                "row-condition view public.paper_list",
                "row-condition public.plans",
                "row-condition view public.notices",
                "sequence storage.objects (bucket_id = 'sheets')",
                "sequence public.invites",
                "sequence public.bills",
                "sequence public.hour_plans",
                "sequence public.around_papers", // opened by the leak of the invitations
                "update public.diary",
                "pooled-connection public.immutable_papers",
                "pooled-connection public.caller_papers",
                "pooled-connection public.kept_papers",
                "insert public.profiles",
                "row-trace view public.history",
                "row-trace view public.open_history",
                "row-trace public.removed",
                "row-trace public.page_words",
                "scheduled-job function private.sweep",
                "shared-answer function public.paper_titles()",
                "shared-answer function public.paper_report()",
                "sibling-tenant public.around_papers",
                "sibling-tenant function public.titles_around()",
                "stale-claim public.claimed_papers",
                "claim-writer function public.save_settings(jsonb)",
            ])
        );

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await SoundAsync(), Is.Empty);
}
