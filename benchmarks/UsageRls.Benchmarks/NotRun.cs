namespace UsageRls.Benchmarks;

/// <summary>A benchmark that this machine cannot run: shown as such, with the reason.</summary>
internal sealed class NotRun(string reason) : Exception(reason)
{
    /// <summary>Throws where there is a reason.</summary>
    public static void Throw(string? reason)
    {
        if (reason is not null) throw new NotRun(reason);
    }
}
