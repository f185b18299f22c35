using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Causes;

/// <summary>
/// Tests that the policy, flag, grant, view or role that allows or denies a statement is found by running the statement again. For an
/// allowed statement the report also names the deciding values and the line of the migration, where there are any.
/// </summary>
public sealed class ResponsibleRules
{
    private const string Foreign = "t.id = 2",
        Own = "t.id = 1",
        Stranger = "11111111-0000-4000-8000-000000000009";

    private static readonly TableName s_invoices = new("public", "invoices");
    private static readonly Guid s_home = new("00000000-0000-4000-8000-000000000001"),
        s_other = new("00000000-0000-4000-8000-000000000002");
    private static readonly Guid s_ann = new("11111111-0000-4000-8000-000000000001");
    private static readonly Caller s_member = Caller.SignedIn("Ann", s_ann);

    private static readonly string s_rows = $"""
        insert into public.firms values ('{s_home}', 'Home'), ('{s_other}', 'Other');
        insert into public.staff values ('{s_home}', '{s_ann}');
        insert into public.invoices values (1, '{s_home}', '{s_ann}', false), (2, '{s_other}', '{Stranger}', true);
        """;

    private static IEnumerable<TestCaseData> Leaks =>
        [
            Leak(
                "a policy with a condition on the row",
                "create policy \"Published\" on public.invoices for select to authenticated using (is_public)",
                Command.Select,
                "select * from public.invoices",
                Foreign,
                "policy \"Published\" on public.invoices",
                "allows this access",
                "2.sql:1",
                "is_public = true"
            ),
            Leak(
                "two policies that are both true",
                "create policy open on public.invoices for select to authenticated using (true); "
                    + "create policy wide on public.invoices for select to public using (id > 0)",
                Command.Select,
                "select * from public.invoices",
                Foreign,
                "policy \"open\" on public.invoices",
                "and so does \"wide\"",
                "2.sql:1",
                $"auth.uid() = {s_ann}"
            ),
            Leak(
                "a policy for all commands",
                "create policy every on public.invoices for all to authenticated using (is_public) with check (true)",
                Command.Delete,
                "delete from public.invoices",
                Foreign,
                "policy \"every\" on public.invoices",
                "allows this access",
                "2.sql:1",
                "is_public = true"
            ),
            Leak(
                "an insert check",
                "create policy anyone on public.invoices for insert to authenticated with check (drawn_up_by = auth.uid())",
                Command.Insert,
                $"insert into public.invoices values (3, '{s_other}', '{s_ann}')",
                null,
                "policy \"anyone\" on public.invoices",
                "allows this access",
                "2.sql:1",
                $"drawn_up_by = {s_ann}"
            ),
            Leak(
                "an update that moves a row",
                "create policy move on public.invoices for update to authenticated using (drawn_up_by = auth.uid()) with check (true)",
                Command.Update,
                $"update public.invoices set firm_id = '{s_other}'",
                Own,
                "policy \"move\" on public.invoices",
                "allows this access",
                "2.sql:1",
                $"drawn_up_by = {s_ann}"
            ),
            Leak(
                "row level security switched off",
                "alter table public.invoices disable row level security",
                Command.Select,
                "select * from public.invoices",
                Foreign,
                "row level security of public.invoices",
                "is off",
                "2.sql:1",
                null
            ),
            Leak(
                "a view with its owner's privileges",
                "create view public.all_invoices as select * from public.invoices; grant select on public.all_invoices to authenticated",
                Command.Select,
                "select * from public.all_invoices",
                "t.id = 2",
                "view public.all_invoices",
                "security_invoker is not set",
                "2.sql:1",
                null,
                new("public", "all_invoices")
            ),
            Leak(
                "a role with BYPASSRLS",
                "grant select on public.invoices to service_role",
                Command.Select,
                "select * from public.invoices",
                Foreign,
                "role service_role",
                "has BYPASSRLS",
                null,
                null,
                caller: Caller.ServiceRole
            ),
            Leak(
                "a grant of a command that policies do not restrict",
                "grant truncate on public.invoices to authenticated",
                Command.Truncate,
                "truncate public.invoices",
                null,
                "grants on public.invoices",
                "truncate to authenticated, by 2.sql:1",
                "2.sql:1",
                null
            ),
        ];

    [TestCaseSource(nameof(Leaks))]
    public async Task Causes_name_what_allows_a_statement(
        string sql,
        Attempted attempted,
        string @object,
        string sentence,
        string? place,
        string? value
    )
    {
        var rule = await FindAsync(sql, (rules, cancellation) => rules.OfAccessAsync(attempted, cancellation));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((rule.Object, rule.Place?.ToString()), Is.EqualTo((@object, place)), rule.Explain);
            Assert.That(rule.Explain(), Does.Contain(sentence));
            if (value is not null)
                Assert.That(rule.Values, Has.Some.Contains(value));
        }
    }

    [Test]
    public async Task Causes_name_the_migration_that_granted_the_privilege()
    {
        var attempted = new Attempted(s_member, s_invoices, Command.Select, "select * from public.invoices") { Row = Own };
        Assert.That(
            (await FindAsync("select 1", (rules, cancellation) => rules.OfAccessAsync(attempted, cancellation))).Grant,
            Is.EqualTo("select to authenticated, by 1.sql:16")
        );
        var byDefault = await FindAsync(
            "create table public.notes (id int); insert into public.notes values (1)",
            (rules, cancellation) =>
                rules.OfAccessAsync(
                    new Attempted(Caller.NoToken, new("public", "notes"), Command.Select, "select * from public.notes"),
                    cancellation
                )
        );
        Assert.That(byDefault.Grant, Does.StartWith("select to anon, by the platform's default privileges"));
        Assert.That(byDefault.Place?.ToString(), Is.EqualTo("2.sql:1"));
    }

    private static IEnumerable<TestCaseData> Losses =>
        [
            Loss(
                "a restrictive policy",
                "create policy strict on public.invoices as restrictive for select to authenticated using (not is_public and id > 1)",
                Command.Select,
                Own,
                "policy \"strict\" on public.invoices",
                "is restrictive and denies this access"
            ),
            Loss(
                "no policy that applies",
                "drop policy \"Colleagues read\" on public.invoices; drop policy \"Colleagues write\" on public.invoices",
                Command.Select,
                Own,
                "policies on public.invoices",
                "include no permissive policy for select that applies to authenticated"
            ),
            Loss(
                "a policy that is false",
                "drop policy \"Colleagues write\" on public.invoices; "
                    + "alter policy \"Colleagues read\" on public.invoices using (drawn_up_by is null)",
                Command.Select,
                Own,
                "policy \"Colleagues read\" on public.invoices",
                "does not allow this access"
            ),
            Loss(
                "a privilege that is missing",
                "revoke select on public.invoices from authenticated",
                Command.Select,
                Own,
                "grants on invoices",
                "lack a privilege that authenticated needs"
            ),
            Loss(
                "a policy that reads a table on which a grant is missing",
                "revoke select on public.staff from authenticated",
                Command.Select,
                Own,
                "grants on staff",
                "permission denied for table staff"
            ),
        ];

    [TestCaseSource(nameof(Losses))]
    public async Task Causes_name_what_denies_a_statement(string sql, Attempted attempted, string @object, string sentence)
    {
        var rule = await FindAsync(sql, (rules, cancellation) => rules.OfDenialAsync(attempted, cancellation));
        Assert.That(rule.Object, Is.EqualTo(@object), rule.Explain);
        Assert.That(rule.Explain(), Does.Contain(sentence));
    }

    [Test]
    public async Task Finding_causes_leaves_the_database_as_it_was()
    {
        await using var database = await CreateAsync("create policy open on public.invoices for all to authenticated using (true)");
        await using var connection = await database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        const string look =
            "select current_user || current_setting('request.jwt.claims', true) || (select string_agg(p::text, ';' "
            + "order by p.policyname) from pg_policies p) || (select string_agg(i::text, ';' order by i.id) "
            + "from public.invoices i)";
        await using var command = new Npgsql.NpgsqlCommand($"select set_config('request.jwt.claims', '', true); {look}", connection);
        var before = await ReadAsync();
        await new ResponsibleRule(connection, new StatementLocator([], "")).OfAccessAsync(
            new Attempted(s_member, s_invoices, Command.Delete, "delete from public.invoices") { Row = Foreign }
        );
        Assert.That(await ReadAsync(), Is.EqualTo(before));

        async Task<string> ReadAsync()
        {
            await using var reader = await command.ExecuteReaderAsync();
            await reader.NextResultAsync();
            await reader.ReadAsync();
            return reader.GetString(0);
        }
    }

    private static async Task<Responsible> FindAsync(string sql, Func<ResponsibleRule, CancellationToken, Task<Responsible>> ask)
    {
        await using var database = await CreateAsync(sql);
        await using var connection = await database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        return await ask(
            new ResponsibleRule(connection, new StatementLocator(database.Template.Migrations.Migrations, "")),
            CancellationToken.None
        );
    }

    private static async Task<TestDatabase> CreateAsync(string sql)
    {
        var invoices = File.ReadAllText(ProjectRoot.At("tests/UsageRls.Verification.Tests/Causes/invoices.sql"));
        var database = await Laboratory.MigratedAsync([Migration.Create("1.sql", invoices), Migration.Create("2.sql", sql)]);
        await database.ExecuteAsync(s_rows);
        return database;
    }

    private static TestCaseData Leak(
        string name,
        string sql,
        Command command,
        string statement,
        string? row,
        string @object,
        string sentence,
        string? place,
        string? value,
        TableName? table = null,
        Caller? caller = null
    ) =>
        new TestCaseData(
            sql,
            new Attempted(caller ?? s_member, table ?? s_invoices, command, statement) { Row = row },
            @object,
            sentence,
            place,
            value
        ).SetArgDisplayNames(name);

    private static TestCaseData Loss(string name, string sql, Command command, string? row, string @object, string sentence) =>
        new TestCaseData(
            sql,
            new Attempted(s_member, s_invoices, command, "select * from public.invoices") { Row = row },
            @object,
            sentence
        ).SetArgDisplayNames(name);
}
