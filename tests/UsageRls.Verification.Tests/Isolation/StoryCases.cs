using System.Reflection;
using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>The cases of a test method, for a test that puts the SQL of all of them into one application.</summary>
internal static class StoryCases
{
    /// <summary>Returns an argument of each case of a method, also of cases that are slow.</summary>
    public static IReadOnlyList<string> Arguments(Type fixture, string method, int position = 0) =>
        [.. fixture.GetMethod(method)!.GetCustomAttributes<TestCaseAttribute>().Select(story => (string)story.Arguments[position]!)];
}
