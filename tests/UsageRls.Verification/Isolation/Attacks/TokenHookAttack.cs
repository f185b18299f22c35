using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Changes the caller's own rows and metadata that an access token hook reads, gets a new token, and then reads the watched tables.
/// A policy may trust a claim that the hook copied without a check. Does nothing if there is no hook.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="hooks">The application's access token hooks.</param>
internal sealed class TokenHookAttack(AttackScene scene, IReadOnlyList<TokenHook> hooks)
{
    private const int MostWrites = 200,
        MostRenewals = 80;

    /// <summary>How many renewed tokens were used, out of all possible renewed tokens.</summary>
    public AttackBound Bound { get; private set; } = new("new tokens", 0, 0);

    /// <summary>
    /// As each outsider (no member of the tenant under attack), runs the writes and uses the new tokens. Returns a breach for each new
    /// token that reveals another tenant's rows.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Renewal[] possible =
        [
            .. from hook in hooks
            from caller in scene.Outsiders
            where caller.User is not null && scene.Look(caller.Caller.Role) is not null
            from victim in scene.Victims
            from write in new TokenWrites(scene, hook).Of(caller, victim.Model, victim.Row)
            group write by (hook, caller, write.Scene, write.Sql, write.Says) into same
            select new Renewal(same.Key.hook, same.Key.caller, same.First()),
        ];
        var allowed = await AllowedAsync([.. possible.Take(MostWrites)], cancellation);
        Bound = Bound with
        {
            Tried = Math.Min(allowed.Count, MostRenewals),
            Possible = allowed.Count + Math.Max(0, possible.Length - MostWrites),
        };
        var renewals = allowed.Take(MostRenewals).ToArray();
        // The rows that the caller sees with a new token but without the write.
        var plain = renewals.Select(r => r.Plain).Distinct().ToArray();
        var shown = await LookAsync(
            [.. plain.Select(p => new Renewal(p.Hook, p.Caller, new TokenWrite("writes nothing") { Scene = p.Scene }))],
            cancellation
        );
        var before = plain.Zip(shown).ToDictionary(p => p.First, p => VisibleKeys.Looked(p.Second));
        return
        [
            .. renewals
                .Zip(await LookAsync(renewals, cancellation), (renewal, seen) => Judge(renewal, seen, before[renewal.Plain]))
                .OfType<AttackBreach>(),
        ];
    }

    private sealed record Renewal(TokenHook Hook, Standing Caller, TokenWrite Write)
    {
        public (TokenHook Hook, Standing Caller, string Scene) Plain => (Hook, Caller, Write.Sql is null ? "" : Write.Scene);
    }

    private async Task<IReadOnlyList<Renewal>> AllowedAsync(Renewal[] possible, CancellationToken cancellation)
    {
        Renewal[] writes = [.. possible.Where(r => r.Write.Sql is not null)];
        var done = await scene.Session.TryAllAsync(
            [.. writes.Select(r => (r.Caller.Caller, new Statement(r.Write.Sql!) { Scene = r.Write.Scene }))],
            cancellation
        );
        return
        [
            .. writes.Zip(done).Where(w => w.Second.Outcome.IsAllowed && w.Second.Changes.Count > 0).Select(w => w.First),
            .. possible.Where(r => r.Write.Sql is null),
        ];
    }

    private Task<IReadOnlyList<Trial>> LookAsync(IReadOnlyList<Renewal> renewals, CancellationToken cancellation) =>
        scene.Session.TryAllAsync(
            [
                .. renewals.Select(r =>
                    (
                        r.Caller.Caller,
                        scene.Look(r.Caller.Caller.Role)! with
                        {
                            Scene = r.Write.Scene,
                            Before = [.. r.Write.Sql is { } sql ? (string[])[sql] : [], .. r.Hook.Renew(r.Caller, r.Write.Metadata)],
                        }
                    )
                ),
            ],
            cancellation
        );

    private AttackBreach? Judge(Renewal renewal, Trial seen, IReadOnlySet<string> before)
    {
        var (hook, caller, write) = renewal;
        if (
            seen.Outcome.SqlState is not null
            || scene.FirstForbidden(caller, VisibleKeys.Looked(seen), before) is not var (subject, _, why)
        )
        {
            return null;
        }

        return new AttackBreach(
            "token-hook",
            Severity.Critical,
            subject.ToString(),
            caller.ToString(),
            $"{write.Says}, gets a new token, into which {hook.Function} copies these values, and then sees a row of {subject} {why}",
            $"Let {hook.Function} read the tenant and role for the token from data that the user cannot write, "
                + $"such as the memberships, or let the policies of {subject} read the memberships themselves.",
            (
                seen with
                {
                    Statement = AttackScene.Select(subject) with { Scene = seen.Statement.Scene, Before = seen.Statement.Before },
                }
            ).ToSql()
        )
        {
            Functions = [hook.Function.ToString()],
        };
    }
}
