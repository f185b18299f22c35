using NUnit.Framework;
using static UsageRls.Verification.Tests.Rows.RowScene;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>
/// Tests that columns of the types in <c>s_types</c> get values that the server accepts, and different values for each row if the column
/// must be unique. A type without a known value is reported.
/// </summary>
public sealed class ColumnTypes
{
    private static readonly string[] s_types =
    [
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "numeric(10,2)",
        "numeric(3,0)",
        "real",
        "double precision",
        "money",
        "text",
        "varchar(5)",
        "char(3)",
        "name",
        "bytea",
        "uuid",
        "date",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "timestamptz(0)",
        "interval",
        "interval day to second",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "tsvector",
        "tsquery",
        "bit(4)",
        "varbit",
        "varbit(9)",
        "pg_lsn",
        "jsonpath",
        "oid",
        "regclass",
        "xid8",
        "json",
        "jsonb",
        "text[]",
        "varchar(4)[]",
        "integer[][]",
        "uuid[]",
        "jsonb[]",
        "timestamptz[]",
        "int4range",
        "int8range",
        "numrange",
        "daterange",
        "tsrange",
        "tstzrange",
        "int4multirange",
        "tstzmultirange",
        "daterange[]",
        "boolean",
        "\"char\"",
        "public.mood",
        "public.mood[]",
        "public.place",
        "public.place[]",
        "public.\"Odd Domain\"",
        "public.span",
        "public.address",
        "public.spans",
    ];

    // The types that are tested as a primary key. Most of the other types have too few values or no ordering.
    private static readonly string[] s_keys =
    [
        .. s_types.Except([
            "boolean",
            "\"char\"",
            "json",
            "point",
            "line",
            "path",
            "polygon",
            "lseg",
            "box",
            "circle",
            "jsonpath",
            "xid8",
            "regclass",
            "public.mood",
            "public.place",
            "public.place[]",
        ]),
    ];

    private const string Declared = """
        create type public.mood as enum ('sad', 'it''s "fine"', 'happy');
        create type public.place as (street text, number integer, at point, feeling public.mood);
        create domain public."Odd Domain" as varchar(8) check (value ~ '^[A-Z]{2}-\d{3,4}$');
        create domain public.address as public."Odd Domain" not null;
        create type public.span as range (subtype = numeric);
        create domain public.spans as text[] check (cardinality(value) between 2 and 3);
        """;

    [Test]
    public async Task Required_columns_of_every_type_get_a_value()
    {
        await using var scene = await RowScene.WithAsync(
            Declared + $"create table public.all_types ({string.Join(", ", s_types.Select((t, i) => $"c{i} {t} not null"))});"
        );
        await scene.InsertAsync("all_types");
        await scene.InsertAsync("all_types");
        Assert.That(await scene.ScalarAsync("select count(*) from public.all_types"), Is.EqualTo("2"));
    }

    [TestCaseSource(nameof(s_keys))]
    public async Task Unique_columns_of_every_type_get_a_value_for_each_row(string type)
    {
        await using var scene = await RowScene.InTransactionAsync(Declared + $"create table public.keyed (id {type} primary key);");
        Assert.That(await scene.InsertManyAsync("keyed", 12), Is.Unique);
    }

    [Test]
    public async Task Columns_of_type_xml_get_a_document()
    {
        await using var scene = await RowScene.WithAsync(
            "create table public.documents (id int generated always as identity, body xml not null);"
        );
        Assert.That((await scene.InsertAsync("documents"))["body"], Does.StartWith("<"));
    }

    [Test]
    public async Task Types_that_have_no_known_value_are_reported_with_the_line_to_add()
    {
        await using var scene = await RowScene.WithAsync(
            """
            create domain public.impossible as text check (value ~ '^(?=prime)' and md5(value) like '000000%');
            create table public.locks (id int generated always as identity, secret public.impossible not null);
            """
        );
        var e = await RefusalAsync(() => scene.InsertAsync("locks"));
        Assert.Multiple(() =>
        {
            Assert.That(e.Column, Is.EqualTo("secret"));
            Assert.That(e.ServerMessage, Does.Contain("23514").And.Contain("impossible_check"));
            Assert.That(e.Message, Does.Contain("sample: { secret: <value> }"));
        });
    }

    [Test]
    public async Task Types_of_an_extension_are_tried_with_common_text_forms()
    {
        await using var scene = await RowScene.WithAsync(
            """
            create extension citext with schema extensions;
            create table public.tags (name extensions.citext primary key);
            """
        );
        var names = await scene.InsertManyAsync("tags", 12, "name");
        Assert.That(names.Select(n => n!.ToUpperInvariant()), Is.Unique);
    }
}
