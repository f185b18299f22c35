using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Stories whose objects differ, joined into two applications: one with the leak of each story, one with its sound twin. Each application
/// is tested once, when a test first asks for its findings.
/// </summary>
/// <param name="stories">The SQL of the leak and of the sound twin of each story.</param>
internal sealed class JoinedStories(params (string Leak, string Sound)[] stories)
{
    private readonly Lazy<Task<IReadOnlyList<Finding>>> _leaking = Joined(stories.Select(s => s.Leak));
    private readonly Lazy<Task<IReadOnlyList<Finding>>> _sound = Joined(stories.Select(s => s.Sound));

    /// <summary>Returns the findings that fail a run, in the form <c>row-condition public.papers</c>, on all leaks together.</summary>
    public async Task<IReadOnlyList<string>> LeakingAsync() => AttackedApplication.Grave(await _leaking.Value);

    /// <summary>Returns the findings that fail a run on all sound twins together.</summary>
    public async Task<IReadOnlyList<string>> SoundAsync() => AttackedApplication.Grave(await _sound.Value);

    /// <summary>Returns all findings on all sound twins together, also those that fail no run.</summary>
    public Task<IReadOnlyList<Finding>> SoundFindingsAsync() => _sound.Value;

    /// <summary>Returns all findings on all leaks together, also those that fail no run.</summary>
    public Task<IReadOnlyList<Finding>> FindingsAsync() => _leaking.Value;

    /// <summary>Returns the SQL of one more table like papers, with the same policy for reading it.</summary>
    public static string Papers(string name) =>
        $"""
            create table {name} (like papers including all);
            alter table {name} add foreign key (team_id) references teams on delete cascade;
            alter table {name} add foreign key (writer) references auth.users;
            alter table {name} enable row level security;
            revoke all on {name} from anon, authenticated;
            grant select on {name} to authenticated;
            create policy {name}_read on {name} for select to authenticated using (private.in_team(team_id));

            """;

    /// <summary>Returns the SQL of one more table like papers, whose rows a condition opens to all signed-in users.</summary>
    public static string Opened(string name, string condition) =>
        $"{Papers(name)}create policy wide on {name} for select to authenticated using ({condition});";

    /// <summary>Returns the story of a condition that opens a table like papers, and whose sound twin also requires a membership.</summary>
    public static (string Leak, string Sound) Condition(string name, string condition) =>
        (Opened(name, condition), Opened(name, $"private.in_team(team_id) and {condition}"));

    private static Lazy<Task<IReadOnlyList<Finding>>> Joined(IEnumerable<string> stories) =>
        new(() => AttackedApplication.FindingsAsync(string.Join(";\n", stories.Where(sql => sql != ""))));
}
