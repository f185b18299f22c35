namespace UsageRls.Verification.Preflight;

/// <summary>One thing that keeps a run from verifying anything.</summary>
/// <param name="Reason">What does not fit, in a line; the server's words where it is a refusal.</param>
/// <param name="Place">Where: file and line, or the folder; empty if the reason says it.</param>
/// <param name="Remedy">How to repair it; empty if the reason says that.</param>
public sealed record Obstacle(string Reason, string Place, string Remedy)
{
    /// <summary>The reason's first line.</summary>
    public string Headline => Reason.Split('\n')[0];
}
