using NUnit.Framework;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Marks tests that need no server and no process; Stryker.NET runs only these against the mutants of the engine's own code.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutDatabaseAttribute : CategoryAttribute;
