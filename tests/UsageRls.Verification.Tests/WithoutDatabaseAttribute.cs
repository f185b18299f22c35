using NUnit.Framework;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Marks tests that need no server and no other process. Against the mutants of the engine's code, Stryker.NET runs only these tests.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutDatabaseAttribute : CategoryAttribute;
