using NUnit.Framework;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Marks tests that need no PostgreSQL server. Against mutants of the verification code, Stryker.NET runs only these tests.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutDatabaseAttribute : CategoryAttribute;
