using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;
using UsageRls.Verification.UsageEvents.Histories;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>Tests that the checks find policies with typical mistakes, and print a counterexample for each.</summary>
public sealed class BrokenPolicies
{
    private const string Folder = "UsageEvents/Access/Broken/";

    private TestServer _server = null!;
    private Template _template = null!;

    private static IEnumerable<string> All => OfSelect.Append("insert_author_unchecked");

    // Histories insert only events that the intent allows, so only the small worlds show that a WITH CHECK allows too much.
    private static IEnumerable<string> OfSelect => Files.Where(name => name.StartsWith("select", StringComparison.Ordinal));

    private static IEnumerable<string> Files =>
        typeof(BrokenPolicies)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^4])
            .Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await Laboratory.NewServerAsync();
        _template = await _server.TemplateAsync(MigrationSet.Read(ProjectRoot.At("migrations")), GrantBaseline.Legacy);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [TestCaseSource(nameof(All))]
    public async Task Broken_policies_are_found_in_small_worlds_and_shrunk(string mistake)
    {
        await using var one = await BrokenAsync(mistake);
        await using var two = await BrokenAsync(mistake);
        var report = await ExhaustiveProof.RunAsync([one, two], UsageEventsIntent.Own, WorldSeed.Default.Value, onlyToFirst: true);
        await TestContext.Out.WriteLineAsync($"{report}\n{report.Smallest}");
        IsSmall(report.Smallest?.World);
        Assert.That(report.Smallest!.Alone, Is.True, "the checks also find the mistake if the database contains only this world");
        if (report.Smallest.Decision.Command is not Command.Select)
            return;
        Assert.That(
            await RowsAsync(one, report.Smallest.ToSql()),
            Is.EqualTo(report.Smallest.Decision.Intended ? 0 : 1),
            "the printed SQL shows the same access"
        );
    }

    [TestCaseSource(nameof(OfSelect))]
    public async Task Broken_policies_are_found_in_random_histories_and_shrunk(string mistake)
    {
        await using var database = await BrokenAsync(mistake);
        await using var session = await HistorySession.OpenAsync(database, UsageEventsIntent.Own);
        var report = new PropertyRun(200, WorldSeed.Default).Check(mistake, h => Seeing.IsAsIntendedAsync(session, h));
        await TestContext.Out.WriteLineAsync(report.ToString());
        IsSmall(report.Counterexample?.History.Start);
        Assert.That(report.Counterexample!.History.Steps, Has.Count.LessThanOrEqualTo(2));
        Assert.That(
            await RowsAsync(database, report.Counterexample.ToSql()),
            Is.EqualTo(report.Counterexample.What.Contains("should see") ? 0 : 1),
            "the printed SQL shows the same access"
        );
    }

    [TestCase("select_roles_without_member", "what was recorded", "should see an event .* and does not")]
    [TestCase("select_first_organization_only", "totals", "gets .* should get")]
    [TestCase("elsewhere_crowd", "elsewhere", "(now|no longer) sees .* of other users in other organisations")]
    [TestCase("pooled_memberships_cached", "at once", "of them not allowed|should see")]
    [TestCase("pooled_user_cached", "inherit", "on a connection that other callers used before")]
    public async Task Broken_policies_are_found_by_each_other_property(string mistake, string property, string says)
    {
        await using var database = await BrokenAsync(mistake);
        await using var session = await HistorySession.OpenAsync(database, UsageEventsIntent.Own);
        await using var pooled = new Pooled(database, UsageEventsIntent.Own);
        var report = new PropertyRun(60, WorldSeed.Default).Check(
            mistake,
            h =>
                property switch
                {
                    "what was recorded" => Seeing.OfWhatWasRecordedIsTheMembersAloneAsync(session, h),
                    "totals" => Totals.AreTheModelsAsync(session, h),
                    "elsewhere" => Seeing.DoesNotChangeByWhatIsDoneElsewhereAsync(session, h),
                    "at once" => pooled.ChangesCountAtOnceAsync(h),
                    _ => pooled.CallersInheritNothingAsync(h),
                }
        );
        await TestContext.Out.WriteLineAsync(report.ToString());
        Assert.That(report.Counterexample, Is.Not.Null, "the mistake is found");
        Assert.That(report.Counterexample!.What, Does.Match(says), "the counterexample describes this mistake");
        if (property == "inherit")
        {
            Assert.That(
                report.Counterexample.ToString(),
                Does.Contain("that was used before:").And.Contain("ran the prepared query; the transaction ended by")
            );
        }
    }

    [Test]
    public async Task Sessions_without_an_identity_prove_nothing()
    {
        await using var database = await _template.CloneAsync();
        await database.ExecuteAsync("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        Assert.That(
            () => ExhaustiveProof.RunAsync([database], UsageEventsIntent.Own, WorldSeed.Default.Value),
            Throws.InstanceOf<SessionProofException>()
        );
        await using var session = await HistorySession.OpenAsync(database, UsageEventsIntent.Own);
        Assert.That(
            () => new PropertyRun(5, WorldSeed.Default).Check("nobody", h => Seeing.IsAsIntendedAsync(session, h)),
            Throws.InstanceOf<SessionProofException>()
        );
        await using var pooled = new Pooled(database, UsageEventsIntent.Own);
        Assert.That(
            () => new PropertyRun(5, WorldSeed.Default).Check("nobody", pooled.CallersInheritNothingAsync),
            Throws.InstanceOf<SessionProofException>()
        );
    }

    [Test]
    public async Task Policies_that_compare_a_column_with_itself_are_harmless_where_memberships_are_hidden()
    {
        await using var database = await BrokenAsync("select_user_id_is_user_id");
        await database.ExecuteAsync("drop policy \"Colleagues are visible\" on public.org_members");
        var report = await ExhaustiveProof.RunAsync([database], UsageEventsIntent.Own, WorldSeed.Default.Value);
        Assert.That(report.Smallest, Is.Null, report.ToString);
    }

    // Returns the number of rows of the script's query, which follows the statements that set the claims.
    private static async Task<int> RowsAsync(TestDatabase database, string script)
    {
        await using var command = database.Connections.CreateCommand(script);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        while (reader.FieldCount == 1 && reader.GetName(0) == "set_config")
            await reader.NextResultAsync();
        var rows = 0;
        while (await reader.ReadAsync())
            rows++;
        return rows;
    }

    private static void IsSmall(World? world)
    {
        Assert.That(world, Is.Not.Null, "the mistake is found");
        Assert.That(world!.Organizations, Has.Count.LessThanOrEqualTo(2));
        Assert.That(world.Users, Has.Count.LessThanOrEqualTo(2));
        Assert.That(world.Events, Has.Count.LessThanOrEqualTo(2));
    }

    private async Task<TestDatabase> BrokenAsync(string mistake)
    {
        var database = await _template.CloneAsync();
        var command = mistake.StartsWith("insert", StringComparison.Ordinal) ? 'a' : 'r';
        await database.ExecuteAsync(
            $"""
            do $$
            declare name text;
            begin
              for name in select polname from pg_policy where polrelid = 'public.usage_events'::regclass and polcmd = '{command}' loop
                execute format('drop policy %I on public.usage_events', name);
              end loop;
            end
            $$
            """
        );
        foreach (var statement in SqlScript.Split(EmbeddedSql.Read($"{Folder}{mistake}.sql")))
            await database.ExecuteAsync(statement.Text);
        return database;
    }
}
