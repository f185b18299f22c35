using System.Reflection;
using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>The cases of a test method, for a test that puts the SQL of all of them into one application.</summary>
internal static class StoryCases
{
    /// <summary>Returns an argument of each case of a method, also of cases that are slow.</summary>
    public static IReadOnlyList<string> Arguments(Type fixture, string method, int position = 0) =>
        [.. fixture.GetMethod(method)!.GetCustomAttributes<TestCaseAttribute>().Select(story => (string)story.Arguments[position]!)];

    /// <summary>Returns SQL with one policy on papers for each condition, which also requires a membership of the paper's team.</summary>
    public static string BesideMembership(params IEnumerable<string> conditions) =>
        string.Join(
            '\n',
            conditions.Select(
                (condition, i) =>
                    $"create policy wide_{i} on papers for select to authenticated using (private.in_team(team_id) and {condition});"
            )
        );
}
