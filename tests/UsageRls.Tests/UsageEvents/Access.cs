using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Tests the most important claims about access to <c>usage_events</c> in a random world. Each test of a denial also runs a statement that
/// must be allowed, as the positive control.
/// </summary>
[HasCauses]
[Shows(Criteria.Isolation)]
[TestFixtureSource(nameof(Baselines))]
public sealed class Access(GrantBaseline baseline)
{
    private LoadedWorld _scene = null!;

    private static IEnumerable<GrantBaseline> Baselines => Enum.GetValues<GrantBaseline>();

    [OneTimeSetUp]
    public async Task LoadAsync()
    {
        if (Suite.IsStarted)
            _scene = await LoadedWorld.SharedAsync(baseline);
    }

    [Test]
    public async Task Members_see_their_own_organisations_only()
    {
        foreach (var user in _scene.World.Users)
        {
            await SeesWhatItShouldAsync(Caller.SignedIn(user.Email, user.Id));
        }
    }

    [Test]
    public async Task Members_record_their_own_use_in_their_own_organisation()
    {
        var (home, member) = _scene.Home;
        await AllowedAsync(
            Caller.SignedIn("member", member.Id),
            home.Id,
            () => _scene.InsertAsync(Caller.SignedIn("member", member.Id), home, member.Id)
        );
    }

    [Test]
    public async Task Members_record_nothing_in_a_foreign_organisation()
    {
        var (home, member) = _scene.Home;
        var caller = Caller.SignedIn("member", member.Id);
        await AllowedAsync(caller, home.Id, () => _scene.InsertAsync(caller, home, member.Id));
        Denied(await _scene.InsertAsync(caller, _scene.Foreign, member.Id), _scene.Foreign.Id);
    }

    [Test]
    public async Task Members_record_nothing_under_another_name()
    {
        var (home, member) = _scene.Home;
        var caller = Caller.SignedIn("member", member.Id);
        var colleague = _scene.World.Memberships.First(m => m.OrgId == home.Id && m.UserId != member.Id).UserId;
        await AllowedAsync(caller, home.Id, () => _scene.InsertAsync(caller, home, member.Id));
        Denied(await _scene.InsertAsync(caller, home, colleague), home.Id);
        Denied(await _scene.InsertAsync(caller, home, null), home.Id);
    }

    [Test]
    public async Task A_member_who_names_no_author_becomes_the_author()
    {
        var (home, member) = _scene.Home;
        var attempt = await RlsSession.TryAsync(
            _scene.Database,
            Caller.SignedIn("member", member.Id),
            EventStatement.Create(
                $"with added as (insert into public.usage_events (org_id, action) values ('{home.Id}', 'suite:claim:author') "
                    + $"returning user_id) select count(*) from added where user_id = '{member.Id}'"
            ) with
            {
                Result = ResultKind.Count,
            }
        );
        Assert.That(
            (attempt.Outcome.Kind, attempt.Effect.Written),
            Is.EqualTo((OutcomeKind.Allowed, 1)),
            () => Explain(attempt, home.Id, "one inserted row, with the caller as its author")
        );
    }

    [Test]
    public async Task Former_members_see_and_record_nothing_any_more()
    {
        var gone = _scene.World.FormerMemberships.First(f => _scene.World.Memberships.All(m => m.UserId != f.UserId));
        var caller = Caller.SignedIn("former member", gone.UserId);
        var organization = _scene.World.Organizations.First(o => o.Id == gone.OrgId);
        var successor = _scene.MemberOf(organization);
        await AllowedAsync(
            Caller.SignedIn("member", successor.Id),
            gone.OrgId,
            () => _scene.InsertAsync(Caller.SignedIn("member", successor.Id), organization, successor.Id)
        );
        Denied(await _scene.InsertAsync(caller, organization, gone.UserId), gone.OrgId);
        Denied(await _scene.ReadAsync(caller), gone.OrgId);
    }

    [Test]
    public async Task A_request_without_a_token_sees_and_records_nothing()
    {
        var (home, member) = _scene.Home;
        await AllowedAsync(
            Caller.SignedIn("member", member.Id),
            home.Id,
            () => _scene.InsertAsync(Caller.SignedIn("member", member.Id), home, member.Id)
        );
        Denied(await _scene.ReadAsync(Caller.NoToken), home.Id);
        Denied(await _scene.InsertAsync(Caller.NoToken, home, null), home.Id);
    }

    [Test]
    public async Task The_service_role_sees_everything_and_records_anything_valid()
    {
        await SeesWhatItShouldAsync(Caller.ServiceRole);
        var (home, member) = _scene.Home;
        await AllowedAsync(Caller.ServiceRole, home.Id, () => _scene.InsertAsync(Caller.ServiceRole, home, null));
        await AllowedAsync(Caller.ServiceRole, home.Id, () => _scene.InsertAsync(Caller.ServiceRole, _scene.Foreign, member.Id));
    }

    private async Task SeesWhatItShouldAsync(Caller caller)
    {
        var attempt = await _scene.ReadAsync(caller);
        Guid[] expected = [.. _scene.ExpectedFor(caller)];
        Guid[] wrong = [.. expected.Except(attempt.Seen).Concat(attempt.Seen.Except(expected))];
        Assert.That(
            wrong,
            Is.Empty,
            () => Explain(attempt, null, $"{expected.Length} rows; wrong or missing: {string.Join(", ", wrong.Take(5))}")
        );
        Assert.That(attempt.Outcome.IsAllowed, Is.EqualTo(expected.Length > 0), () => Explain(attempt, null, $"{expected.Length} rows"));
    }

    private async Task AllowedAsync(Caller caller, Guid organization, Func<Task<Attempt>> insert)
    {
        var attempt = await insert();
        Assert.That(
            (attempt.Outcome.Kind, attempt.Effect),
            Is.EqualTo((OutcomeKind.Allowed, new Effect(1, 1))),
            () => Explain(attempt, organization, $"allowed for {caller}, and one more row in the table")
        );
    }

    private void Denied(Attempt attempt, Guid organization) =>
        Assert.That(
            (attempt.Outcome.IsDenial, attempt.Effect),
            Is.EqualTo((true, Effect.None)),
            () => Explain(attempt, organization, "denied, and nothing changed")
        );

    private string Explain(Attempt attempt, Guid? organization, string expected) =>
        $"""
            {attempt.Caller} on {(
                organization is { } id
                    ? $"a row of organisation '{_scene.World.Organizations.First(o => o.Id == id).Name}' ({id})"
                    : "all rows"
            )}, {baseline.ToString().ToLowerInvariant()} baseline
              expected: {expected}
              got:      {attempt.Outcome}; {attempt.Effect.Written} rows written, {attempt.Effect.Growth:+0;-0;0} rows in the table
              to see it in psql:
            {attempt.ToSql()}
            """;
}
