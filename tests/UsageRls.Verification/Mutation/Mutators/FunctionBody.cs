using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Puts a defect into the body of a helper function, for example removes its <c>where</c>, so that the function returns all rows.
/// </summary>
public sealed class FunctionBody(IRewriter rewriter) : IMutator
{
    /// <inheritdoc/>
    public string Name => rewriter.Name;

    /// <inheritdoc/>
    public string Advice => rewriter.Advice;

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from function in target.Functions
        where function.Language is "sql" or "plpgsql"
        let definition = function.Definition
        let start = function.Parsed
            ? definition.IndexOf("BEGIN ATOMIC", StringComparison.Ordinal)
            : definition.LastIndexOf(function.Body, StringComparison.Ordinal)
        where start >= 0
        let body = function.Parsed ? definition[start..] : function.Body
        from rewriting in rewriter.Rewrite(new SqlExpression(body), new RewriteContext(target, null, constants))
        select new Mutant(
            Name,
            $"function {function.Signature}",
            rewriting.Change,
            $"{definition[..start]}{rewriting.Sql}{definition[(start + body.Length)..]};"
        );
}
