using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>Tests that statement paths are read from their files and filled with values.</summary>
[WithoutDatabase]
public sealed class StatementPathFiles
{
    private static readonly PathVariables s_invoices = new(new("public", "invoices"), [], null, null, null);

    [Test]
    public void A_statement_path_is_read_from_its_file()
    {
        var path = StatementPath.Parse(
            "Access/Paths/insert/x.sql",
            "-- insert … somehow\n-- also: update, select\n-- rows: with own\n-- needs: insert (tenant, changed), "
                + "select\n-- gives: copy in\n-- since: 17\n-- refusal: ownership\n-- under rls: unsupported\n-- scene: "
                + "select 1\n-- targets: a, b\n\ninsert into :table\n  values (:'own_values', ':no', x::text);\n"
        );
        Assert.That(
            (
                path.Name,
                path.Command,
                path.Rows,
                path.Result,
                path.Since,
                path.IsOwnersOnly,
                path.IsSupportedUnderRls,
                path.Scene,
                path.Template
            ),
            Is.EqualTo(
                (
                    "insert … somehow",
                    Command.Insert,
                    PathRows.WithOwn,
                    ResultKind.CopyIn,
                    17,
                    true,
                    false,
                    "select 1",
                    "insert into :table\n  values (:'own_values', ':no', x::text);"
                )
            )
        );
        Assert.That(path.Commands, Is.EqualTo([Command.Insert, Command.Update, Command.Select]));
        Assert.That(
            path.Needs.Select(n => $"{n.Privilege}({string.Join('+', n.Columns)})"),
            Is.EqualTo(["INSERT(tenant+changed)", "SELECT()"])
        );
        Assert.That(path.Targets, Is.EqualTo(["a", "b"]));
        Assert.That(path.CanFill(s_invoices), Is.False, "own_values has no value");
        var filled = path.Fill(s_invoices.With("own_values", "it's").With("a_name", "one").With("b_name", "other"));
        Assert.That(
            (filled.Sql, filled.Result, filled.Scene),
            Is.EqualTo(("insert into public.invoices\n  values ('it''s', ':no', x::text);", ResultKind.CopyIn, "select 1"))
        );
        Assert.That(filled.Targets, Is.EqualTo(["one", "other"]));

        var plain = StatementPath.Parse("Access/Paths/select/x.sql", "-- plain\nselect 1");
        Assert.That(
            (
                plain.Rows,
                plain.Result,
                plain.Since,
                plain.IsOwnersOnly,
                plain.IsSupportedUnderRls,
                plain.Scene,
                plain.Targets[0],
                plain.Also.Count
            ),
            Is.EqualTo((PathRows.One, ResultKind.Command, 15, false, true, "", "table", 0))
        );
    }

    [TestCase("-- plain\n-- colour: red\nselect 1", "unknown header 'colour'")]
    [TestCase("-- plain\n-- rows: some\nselect 1", "'rows: some' is none of One, WithOwn, Tenant, All, Table")]
    [TestCase(
        "-- plain\n-- needs: insert (org_id)\nselect 1",
        "unknown column word 'org_id' in 'needs'. There are: key, tenant, author, changed, columns"
    )]
    [TestCase("-- plain\nselect :nonsense from :table", "unknown variable ':nonsense'. There are: table, table_name, key,")]
    public void A_mistake_in_a_file_is_named_with_the_file(string text, string mistake) =>
        Assert.That(
            () => StatementPath.Parse("Access/Paths/select/x.sql", text),
            Throws.TypeOf<FormatException>().With.Message.Contains($"Access/Paths/select/x.sql: {mistake}")
        );

    [Test]
    public void The_readme_names_every_variable()
    {
        var rows = File.ReadAllLines(ProjectRoot.At("tests/UsageRls.Verification/Access/Paths/README.md"))
            .Where(line => line.StartsWith("| `:", StringComparison.Ordinal))
            .SelectMany(line => SqlText.Variables(line.Split('|')[1]));
        Assert.That(rows, Is.EquivalentTo(PathVariables.Known));
    }

    [Test]
    public void Statement_paths_are_in_the_order_of_their_files() =>
        Assert.That(StatementPath.All.Select(p => p.Command.ToString()), Is.Ordered);
}
