using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;
using static UsageRls.Verification.Tests.Tenancy.SmallApplication;

namespace UsageRls.Verification.Tests.Tenancy;

/// <summary>Tests that the intent file takes precedence over discovery.</summary>
public sealed class SaidByPeople
{
    private const string Games =
        Teams
        + """
            create table halls (id int primary key, team_id uuid references teams);
            create table games (id int primary key, team_id uuid references teams, hall_id int references halls, referee uuid
              references auth.users, note text);
            create policy p on games using (in_team(team_id));
            create table words (word text primary key);
            """;

    private static Task<Application> ReadAsync(string intent) => SmallApplication.ReadAsync(Games, GrantBaseline.Legacy, intent);

    [Test]
    public async Task The_intent_file_sets_the_path_to_the_tenant_and_the_author_column()
    {
        var games = (
            await ReadAsync("tables:\n  public.games: { tenant: hall_id -> public.halls.team_id, author: referee, select: members }")
        ).Subject("games");
        Assert.That(
            (games.Tenant!.ToString(), games.User!.ToString(), games.Intent!.Of("select").ToString()),
            Is.EqualTo(("hall_id -> public.halls.team_id", "referee", "members"))
        );
        Assert.That(games.Tenant.Steps.Single().Name, Is.EqualTo("games_hall_id_fkey"));
        Assert.That(games.Guesses.Single().Reason, Is.EqualTo("intent.yaml, line 2"));
    }

    [Test]
    public async Task The_intent_file_declares_that_a_table_has_no_tenant()
    {
        var games = (await ReadAsync("tables:\n  public.games: { tenant: none, author: referee }")).Subject("games");
        Assert.That((games.Kind, games.Tenancy), Is.EqualTo((SubjectKind.Personal, default(TenantModel))));
    }

    [Test]
    public async Task The_intent_file_excludes_a_table() =>
        Assert.That(
            (await ReadAsync("excluded:\n  public.words: the same for everybody")).Subject("words").Excluded,
            Is.EqualTo("the same for everybody")
        );

    [Test]
    public async Task The_intent_file_states_which_memberships_count()
    {
        var application = await SmallApplication.ReadAsync(
            """
            create table crews (id int primary key);
            create table hands (crew int references crews, person uuid references auth.users, mood text default 'sour'
              check (mood in ('sour', 'merry')), primary key (crew, person));
            create table ropes (id int primary key, crew int references crews);
            """,
            GrantBaseline.Legacy,
            "tenancies:\n  - tenants: public.crews\n    members: { table: public.hands }\n    counts: mood = 'merry'"
        );
        var members = application.Models.Single().Members!;
        Assert.That((members.Tenant, members.User, members.Counts), Is.EqualTo(("crew", "person", "mood = 'merry'")));
        Assert.That(members.Counting["mood"], Is.EqualTo("'merry'"));
        Assert.That(members.States.Single().Values["mood"], Is.EqualTo("'sour'"));
        Assert.That(application.Subject("ropes").Tenancy, Is.EqualTo(application.Models.Single()));
    }

    [TestCase("tables:\n  public.gams: {}", "intent.yaml:2:3: the database has no table public.gams: did you mean 'public.games'?")]
    [TestCase(
        "tables:\n  public.members: {}",
        "intent.yaml:2:3: the database has no table public.members: did you mean 'public.team_members'?"
    )]
    [TestCase("tables:\n  public.invoices: {}", "intent.yaml:2:3: the database has no table public.invoices")]
    [TestCase("tables:\n  public.games: { tenant: team }", "intent.yaml:2:3: public.games has no column 'team': did you mean 'team_id'?")]
    [TestCase(
        "tables:\n  public.games: { tenant: hall_id -> public.hall.team_id }",
        "intent.yaml:2:3: the database has no table public.hall"
    )]
    [TestCase("tables:\n  public.games: { sample: { nota: x } }", "intent.yaml:2:3: public.games has no column 'nota'")]
    [TestCase("excluded:\n  public.word: x", "intent.yaml:2:3: the database has no table public.word")]
    [TestCase(
        "tenancies:\n  - tenants: public.teams\n    members: { table: public.team_members, user: person }",
        "intent.yaml:2:5: public.team_members has no column 'person'"
    )]
    public void An_unknown_name_is_reported_with_its_place(string intent, string error) =>
        Assert.That(async () => await ReadAsync(intent), Throws.TypeOf<IntentFileException>().With.Message.StartsWith(error));
}
