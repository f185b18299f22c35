using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Signs up new users with metadata or an unconfirmed address that triggers or policies may trust, and then reads the watched tables.
/// </summary>
internal sealed class SignUpAttack(AttackScene scene)
{
    private const int Most = 80;
    private static readonly Guid s_id = new("abababab-0000-4000-8000-000000000001");

    /// <summary>How many sign-ups were run, out of all possible sign-ups.</summary>
    public AttackBound Bound { get; private set; } = new("sign-ups", 0, 0);

    /// <summary>
    /// Runs up to 80 sign-ups and, if <c>auth.users</c> has triggers, one sign-up without metadata. Returns a breach for each sign-up that
    /// reveals forbidden rows.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        if (scene.Look(DatabaseRole.Authenticated) is not { } look || scene.Population.Schema.Find(TableName.Users) is not { } users)
            return [];
        var uninvited = await UninvitedAsync(look, users, cancellation);
        var ways = new SignUpWays(scene).All().DistinctBy(w => (w.Email, w.Metadata.ToJsonString(), w.Scene)).ToArray();
        Bound = Bound with { Tried = Math.Min(ways.Length, Most), Possible = ways.Length };
        if (ways.Length == 0)
            return uninvited;

        ways = ways[..Bound.Tried];
        // For each scene (SQL that the administrator runs first), a sign-up without metadata shows which rows every newcomer sees.
        SignUpWay[] plain =
        [
            .. ways.Select(w => w.Scene).Distinct(StringComparer.Ordinal).Select(s => new SignUpWay(SignUpWay.Newcomer, [], s)),
        ];
        var tries = plain.Concat(ways).Select(w => (Way: w, Caller: Newcomer(w))).ToArray();
        var done = await scene.Session.TryAllAsync(
            [
                .. tries.Select(t =>
                    (t.Caller, look with { Scene = string.Join("; ", t.Way.Scene, SignUp(users, t.Way)).TrimStart(';', ' ') })
                ),
            ],
            cancellation
        );
        var visible = plain.Zip(done).ToDictionary(p => p.First.Scene, p => VisibleKeys.Looked(p.Second), StringComparer.Ordinal);
        return
        [
            .. uninvited,
            .. tries
                .Zip(done)
                .Skip(plain.Length)
                .Select(t => Judge(t.First.Way, t.First.Caller, t.Second, visible[t.First.Way.Scene]))
                .OfType<AttackBreach>(),
        ];
    }

    // A newcomer without metadata must see no tenant's rows, except the rows that the same caller sees before the sign-up.
    private async Task<IReadOnlyList<AttackBreach>> UninvitedAsync(Statement look, Table users, CancellationToken cancellation)
    {
        if (scene.Texts.Triggered(TableName.Users).Count == 0)
            return [];
        var way = new SignUpWay(SignUpWay.Newcomer, [], "");
        var caller = Newcomer(way);
        var done = await scene.Session.TryAllAsync([(caller, look), (caller, look with { Scene = SignUp(users, way) })], cancellation);
        return Judge(way, caller, done[1], VisibleKeys.Looked(done[0])) is { } breach ? [breach] : [];
    }

    private AttackBreach? Judge(SignUpWay way, Caller caller, Trial trial, IReadOnlySet<string> visible)
    {
        var standing = new Standing(caller, new Dictionary<(TableName, string), string>(), new HashSet<string>(StringComparer.Ordinal));
        if (
            trial.Outcome.SqlState is not null
            || scene.FirstForbidden(standing, VisibleKeys.Looked(trial), visible) is not var (subject, _, why)
        )
        {
            return null;
        }

        return new AttackBreach(
            "sign-up",
            way.IsConfirmed ? Severity.Critical : Severity.High,
            subject.ToString(),
            caller.Name,
            $"sees a row of {subject} {why}",
            "No trigger or policy may trust metadata of a sign-up, or an address before email_confirmed_at is "
                + "set, or an address that only ends or begins like one of the tenant: let a new user join a tenant only by an invitation "
                + "from a member.",
            (trial with { Statement = AttackScene.Select(subject) with { Scene = trial.Statement.Scene } }).ToSql()
        )
        {
            Functions = scene.Texts.TriggersOf(TableName.Users),
        };
    }

    private static Caller Newcomer(SignUpWay way) =>
        Caller.SignedIn(
            way.Metadata.Count == 0
                ? $"newcomer who signed up as {way.Email}"
                : $"newcomer who signed up with {way.Metadata.ToJsonString()}",
            s_id,
            claims =>
            {
                claims["email"] = way.Email;
                claims["user_metadata"] = way.Metadata.DeepClone();
            }
        );

    private static string SignUp(Table users, SignUpWay way)
    {
        var values = new (string Column, string Value)[]
        {
            ("id", SqlText.Literal(s_id.ToString())),
            ("email", SqlText.Literal(way.Email)),
            ("aud", "'authenticated'"),
            ("role", "'authenticated'"),
            ("raw_app_meta_data", """'{"provider": "email", "providers": ["email"]}'"""),
            ("raw_user_meta_data", SqlText.Literal(way.Metadata.ToJsonString())),
            ("created_at", "now()"),
            ("updated_at", "now()"),
        }
            .Where(v => users.Find(v.Column) is { IsGenerated: false })
            .ToArray();
        var confirm = way.IsConfirmed && users.Find("email_confirmed_at") is { IsGenerated: false };
        return $"insert into auth.users ({string.Join(", ", values.Select(v => v.Column))}) "
            + $"values ({string.Join(", ", values.Select(v => v.Value))})"
            + (confirm ? $"; update auth.users set email_confirmed_at = now() where id = {SqlText.Literal(s_id.ToString())}" : "");
    }
}
