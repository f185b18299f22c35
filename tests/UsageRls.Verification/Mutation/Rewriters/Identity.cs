using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>
/// Replaces <c>auth.uid()</c> by null, a fixed user, or the user named in <c>user_metadata</c>, which users can write themselves.
/// </summary>
/// <remarks>Source: Supabase documentation, "Row Level Security", on <c>auth.jwt()</c> and <c>raw_user_meta_data</c>.</remarks>
public sealed class Identity : IRewriter
{
    private const string Forged = "nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid";

    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public string Advice => "Test a caller whose user_metadata contains another user's id, and a caller without a user id.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        var calls = 0;
        for (var i = 0; i + 4 < sql.Tokens.Count; i++)
        {
            if (
                !(
                    sql.Tokens[i].Is("auth")
                    && sql.Tokens[i + 1].Is(".")
                    && sql.Tokens[i + 2].Is("uid")
                    && sql.Tokens[i + 3].Is("(")
                    && sql.Tokens[i + 4].Is(")")
                )
            )
            {
                continue;
            }

            var call = new Span(i, i + 4);
            var which = $"auth.uid() no. {++calls}";
            yield return new($"{which} to null", sql.Replace(call, "null::uuid"));
            yield return new($"{which} to a fixed user", sql.Replace(call, $"'{context.Constants.User}'::uuid"));
            yield return new($"{which} to user_metadata", sql.Replace(call, Forged));
            yield return new($"{which} to user_metadata, else auth.uid()", sql.Replace(call, $"coalesce({Forged}, auth.uid())"));
        }
    }
}
