namespace UsageRls.Verification.Preflight;

/// <summary>One obstacle that prevents a run from verifying anything.</summary>
/// <param name="Reason">A description of the obstacle; the server's error message if the server refused a statement.</param>
/// <param name="Place">The file and line, or the folder, with the obstacle; empty if the reason names the place.</param>
/// <param name="Remedy">How to remove the obstacle; empty if the reason explains it.</param>
public sealed record Obstacle(string Reason, string Place, string Remedy)
{
    /// <summary>The reason's first line.</summary>
    public string Headline => Reason.Split('\n')[0];
}
