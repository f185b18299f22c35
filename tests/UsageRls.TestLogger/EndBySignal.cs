using System.Runtime.InteropServices;
using Microsoft.Build.Framework;

namespace UsageRls.TestLogger;

/// <summary>
/// A build task that makes <c>dotnet test</c> end with exit code 143 on SIGTERM, as other programs do. With the SDK's own handler
/// <c>dotnet test</c> would end with exit code 0, which scripts take for success.
/// </summary>
public sealed class EndBySignal : ITask
{
    /// <summary>The exit code that shells use for SIGTERM: 128 plus the number of the signal.</summary>
    public const int ExitCode = 128 + 15;

    // The handler is registered once per process and stays until the process ends.
    private static readonly Lazy<PosixSignalRegistration> s_registration = new(() =>
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(ExitCode))
    );

    /// <inheritdoc/>
    public IBuildEngine? BuildEngine { get; set; }

    /// <inheritdoc/>
    public ITaskHost? HostObject { get; set; }

    /// <summary>Registers the handler for SIGTERM. The last registered handler runs first, so this one runs before the SDK's.</summary>
    public bool Execute() => s_registration.Value is not null;
}
