using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tenancy;

/// <summary>Decides which grant baselines are verified: both, unless a variable or the intent file names one.</summary>
public static class StartingGrants
{
    /// <summary>
    /// The environment variable that names the baseline: <c>legacy</c>, <c>explicit</c> or <c>both</c>. It overrides the intent file.
    /// </summary>
    public const string Variable = "USAGE_RLS_GRANTS";

    /// <summary>Returns the baselines that <see cref="Variable"/> names, else the baseline in the intent file, else both.</summary>
    /// <exception cref="FormatException">The variable is not <c>legacy</c>, <c>explicit</c>, <c>both</c> or blank.</exception>
    public static IReadOnlyList<GrantBaseline> From(IntentFile? intent) =>
        From(Environment.GetEnvironmentVariable(Variable), intent?.Grants);

    /// <summary>Returns the baselines that a value names, else the given baseline, else both.</summary>
    /// <param name="said">The value of the variable; null or blank if it is not set.</param>
    /// <param name="written">The baseline in the intent file; null if it names none.</param>
    /// <exception cref="FormatException">The value is not <c>legacy</c>, <c>explicit</c>, <c>both</c> or blank.</exception>
    public static IReadOnlyList<GrantBaseline> From(string? said, GrantBaseline? written) =>
        said?.Trim() switch
        {
            "legacy" => [GrantBaseline.Legacy],
            "explicit" => [GrantBaseline.Explicit],
            "both" => Enum.GetValues<GrantBaseline>(),
            null or "" => written is { } only ? [only] : Enum.GetValues<GrantBaseline>(),
            _ => throw new FormatException($"{Variable} is '{said}': say legacy, explicit or both."),
        };
}
