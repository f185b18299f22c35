using System.Runtime.InteropServices;
using Microsoft.Build.Framework;

namespace UsageRls.TestLogger;

/// <summary>
/// A build task: a <c>dotnet test</c> that SIGTERM ends has exit code 143, as any other program. The SDK's own handler ends it with 0,
/// which a script takes for success.
/// </summary>
public sealed class EndBySignal : ITask
{
    /// <summary>As a shell says it: 128 and the number of SIGTERM.</summary>
    public const int ExitCode = 128 + 15;

    // Once a process, and until its end.
    private static readonly Lazy<PosixSignalRegistration> s_registration = new(() =>
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(ExitCode))
    );

    /// <inheritdoc/>
    public IBuildEngine? BuildEngine { get; set; }

    /// <inheritdoc/>
    public ITaskHost? HostObject { get; set; }

    /// <summary>Handlers run in the reverse of their order, so this one runs before the SDK's.</summary>
    public bool Execute() => s_registration.Value is not null;
}
