using NUnit.Framework;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Marks tests that need no PostgreSQL server. Stryker.NET, which mutates the code of UsageRls.Verification, runs only these tests.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutDatabaseAttribute : CategoryAttribute;
