using NUnit.Framework;

namespace UsageRls.Verification.Tests;

/// <summary>Tests that need no server and no process: those by which the mutants of the engine's own code are judged.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutDatabaseAttribute : CategoryAttribute;
