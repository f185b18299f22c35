using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Changes a property of a helper function: SECURITY DEFINER or INVOKER, volatility, <c>search_path</c>, cost, or who may execute it.
/// </summary>
public sealed class FunctionProperty : IMutator
{
    /// <inheritdoc/>
    public string Name => "function property";

    /// <inheritdoc/>
    public string Advice => "Check each function's properties: security definer, volatility, search path, cost, execute privileges.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) => target.Functions.SelectMany(f => Mutate(f));

    private IEnumerable<Mutant> Mutate(TargetFunction function)
    {
        Mutant Of(string change, string sql) => new(Name, $"function {function.Signature}", change, sql);
        yield return function.Definer
            ? Of("definer to invoker", $"alter function {function.Signature} security invoker;")
            : Of("invoker to definer", $"alter function {function.Signature} security definer;");
        if (!function.Volatile)
            yield return Of("volatile", $"alter function {function.Signature} volatile;");
        if (function.Pinned)
            yield return Of("search path unset", $"alter function {function.Signature} reset search_path;");
        if (function.Priced)
        {
            yield return Of(
                "at the usual cost",
                $"alter function {function.Signature} cost {(function.Language is "c" or "internal" ? 1 : 100)};"
            );
        }

        foreach (var role in (string[])["public", DatabaseRole.Anon])
        {
            if (!function.Executors.Contains(role))
                yield return Of($"callable by {role}", $"grant execute on function {function.Signature} to {MutationTarget.Role(role)};");
        }

        foreach (var role in function.Executors)
        {
            yield return Of(
                $"not callable by {role}",
                $"revoke execute on function {function.Signature} from {MutationTarget.Role(role)};"
            );
        }
    }
}
