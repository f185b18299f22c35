using NUnit.Framework;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a statement path that differs in syntax only is run on each row by one caller of each kind, and every other path by every
/// caller.
/// </summary>
public sealed class SyntaxPathStories
{
    private const string Own = "00000000-0000-4000-8000-000000000001";
    private const string Other = "00000000-0000-4000-8000-000000000002";

    [Test]
    public async Task Each_path_is_run_on_each_row_by_its_callers()
    {
        await using var database = await SmallApplication.ApplyAsync(SmallApplication.Teams);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, null);
        var privileges = await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, application.Subjects);
        var teams = application.Subjects.Single(s => s.Name.Name == "teams");
        var trials = new TableTrials(teams, [Row(Own), Row(Other)], privileges, major: 15)
        {
            Find = key => new MadeRow(teams.Name, new Dictionary<string, string?> { ["id"] = key.Trim('(', ')') }),
        };
        Standing[] callers = [Member("first"), Member("second"), Stranger("third"), Stranger("fourth")];

        var all = callers.SelectMany(c => trials.Of(c, isOdd: false)).ToArray();
        var run = trials.OneOfEachKind(all).ToArray();

        Assert.That(Callers(all, Plain), Is.EqualTo(["first", "second", "third", "fourth"]));
        Assert.That(Callers(run, Plain), Is.EqualTo(["first", "second", "third", "fourth"]));
        Assert.That(Callers(run, "select … from (subquery)"), Is.EqualTo(["first", "third"]));
        Assert.That(run.Select(t => (t.Path, t.Aim)).Distinct(), Is.EquivalentTo(all.Select(t => (t.Path, t.Aim)).Distinct()));
        Assert.That(run.Count(t => t.Path.Name == "select … from (subquery)" && t.Aim?.Tenant == Other), Is.EqualTo(1));

        Standing Member(string name) =>
            Stranger(name) with
            {
                Memberships = new Dictionary<(TableName, string), string> { [(teams.Tenancy!.Tenants, Own)] = "member" },
            };
    }

    private const string Plain = "select … where tenant = …";

    private static IEnumerable<string> Callers(IEnumerable<TableTrial> trials, string path) =>
        trials.Where(t => t.Path.Name == path && t.Aim?.Tenant == Own).Select(t => t.Caller.Caller.Name);

    private static (string, Belonging) Row(string id) => ($"({id})", new Belonging(id, null));

    private static Standing Stranger(string name) =>
        new(Caller.SignedIn(name, Guid.NewGuid()), new Dictionary<(TableName, string), string>(), new HashSet<string>());
}
