using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tenancy;

/// <summary>Which grant baselines are verified: both, unless it is said which one the project has.</summary>
public static class StartingGrants
{
    /// <summary>The variable that says it: <c>legacy</c>, <c>explicit</c> or <c>both</c>; it goes before the intent file.</summary>
    public const string Variable = "USAGE_RLS_GRANTS";

    /// <summary>The baselines that <see cref="Variable"/> names, else the one of the intent file, else both.</summary>
    /// <exception cref="FormatException">The variable says something else.</exception>
    public static IReadOnlyList<GrantBaseline> Of(IntentFile? intent) => Of(Environment.GetEnvironmentVariable(Variable), intent?.Grants);

    /// <summary>The baselines that a value names, else the one that is given, else both.</summary>
    /// <param name="said">The variable's value; null and blank where it is not set.</param>
    /// <param name="written">The intent file.</param>
    /// <exception cref="FormatException">The value is none of the three.</exception>
    public static IReadOnlyList<GrantBaseline> Of(string? said, GrantBaseline? written) =>
        said?.Trim() switch
        {
            "legacy" => [GrantBaseline.Legacy],
            "explicit" => [GrantBaseline.Explicit],
            "both" => Enum.GetValues<GrantBaseline>(),
            null or "" => written is { } only ? [only] : Enum.GetValues<GrantBaseline>(),
            _ => throw new FormatException($"{Variable} is '{said}': say legacy, explicit or both."),
        };
}
