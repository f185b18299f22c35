using NUnit.Framework;
using UsageRls.Fixtures.Rows;
using static UsageRls.Verification.Tests.Rows.RowScene;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>Tests that a generated row meets its table's checks, unique keys and exclusion constraints.</summary>
public sealed class Constraints
{
    [TestCase("kind text not null check (kind in ('a1', 'b2'))")]
    [TestCase("kind text check (kind is not null and kind = any (array['it''s', 'b2']))")]
    [TestCase("n integer not null check (n between 1000 and 1010)")]
    [TestCase("n numeric(12,4) not null check (n > 0 and n < 0.01)")]
    [TestCase("n smallint not null check (n % 7 = 3 and n > 9)")]
    [TestCase("code text not null check (code ~ '^[A-Z]{2,4}-[0-9]{3,6}$')")]
    [TestCase("code text not null check (code ~* '^(inv|ord)_[[:alnum:]]{6}(-\\d+)?$')")]
    [TestCase("code text not null check (code similar to '(A|B)-[0-9]{4}')")]
    [TestCase("code text not null check (code like 'cus\\__%')")]
    [TestCase("code char(2) not null check (code = upper(code) and length(code) = 2)")]
    [TestCase("mail text not null check (mail = lower(mail) and mail like '%_@_%')")]
    [TestCase("title text not null check (char_length(title) between 80 and 90)")]
    [TestCase("title text not null check (length(trim(title)) > 0 and title = btrim(title))")]
    [TestCase("colour text not null check (colour ~ '^#[0-9a-f]{6}$')")]
    [TestCase("hash text not null check (hash ~ '^[0-9a-f]{64}$')")]
    [TestCase("hash bytea not null check (octet_length(hash) = 32)")]
    [TestCase("tags text[] not null check (cardinality(tags) between 2 and 4)")]
    [TestCase("tags text[] not null check (tags <@ array['red', 'blue'] and cardinality(tags) > 0)")]
    [TestCase("settings jsonb not null check (jsonb_typeof(settings) = 'array')")]
    [TestCase("settings jsonb not null check (settings ? 'mode' and jsonb_typeof(settings -> 'mode') = 'string')")]
    [TestCase("a timestamptz not null, b timestamptz not null check (b > a)")]
    [TestCase("a date not null, b date not null, c date not null, check (a < b), check (b < c)")]
    [TestCase("a integer, b text, check (num_nonnulls(a, b) = 1)")]
    [TestCase("status text not null default 'open', closed_at timestamptz, check ((status = 'closed') = (closed_at is not null))")]
    [TestCase(
        "kind text not null check (kind in ('card', 'iban')), card text, iban text, check (kind <> 'card' or card "
            + "is not null), check (kind <> 'iban' or iban is not null)"
    )]
    [TestCase("sub numeric not null, tax numeric not null, total numeric not null check (total = sub + tax)")]
    [TestCase("every interval not null check (every between interval '10 seconds' and interval '30 seconds')")]
    [TestCase("day date not null check (extract(isodow from day) = 1)")]
    [TestCase("month date not null check (month = date_trunc('month', month))")]
    [TestCase("share double precision not null check (share >= 0 and share <= 1)")]
    [TestCase("agreed boolean not null check (agreed)")]
    [TestCase("during tstzrange not null check (not isempty(during) and upper(during) - lower(during) <= interval '2 hours')")]
    [TestCase("a integer not null default 0, b integer not null default 0, check (a + b > 0)")]
    public async Task Made_rows_satisfy_check_constraints(string columns)
    {
        await using var scene = await InTransactionAsync(
            $"create table public.checked (id int generated always as identity primary key, {columns});"
        );
        Assert.That(await scene.InsertManyAsync("checked", 12), Is.Unique);
    }

    [Test]
    public async Task Checks_hold_between_a_given_and_a_made_value()
    {
        await using var scene = await WithAsync(
            """
            create table public.seats (id int generated always as identity, role text not null check (role in ('owner', 'viewer')),
              quota int,
              check ((role = 'owner') = (quota is not null)));
            """
        );
        foreach (var role in new[] { "viewer", "owner", "viewer", "owner" })
        {
            var row = await scene.InsertAsync("seats", new Dictionary<string, RowValue> { ["role"] = RowValue.Literal(role) });
            Assert.That(row["quota"], role == "owner" ? Is.Not.Null : Is.Null);
        }
    }

    [Test]
    public async Task A_check_decides_which_optional_references_a_row_has()
    {
        await using var scene = await WithAsync(
            """
            create table public.branches (id int primary key);
            create table public.desks (id int primary key);
            create table public.posts (id int generated always as identity, role text not null,
              branch int references public.branches, desk int references public.desks,
              check (case role when 'director' then num_nonnulls(branch, desk) = 0
                when 'branch' then branch is not null and desk is null else branch is null and desk is not null end));
            """
        );
        foreach (var role in new[] { "director", "branch", "desk", "director", "branch" })
        {
            var row = await scene.InsertAsync("posts", new Dictionary<string, RowValue> { ["role"] = RowValue.Literal(role) });
            Assert.That((row["branch"] is not null, row["desk"] is not null), Is.EqualTo((role == "branch", role == "desk")));
        }
    }

    [Test]
    public async Task A_check_that_no_value_satisfies_is_reported_with_its_columns()
    {
        await using var scene = await WithAsync(
            "create table public.sealed (id int primary key, code text not null, check (md5(code) like '00000000%'));"
        );
        var e = await RefusalAsync(() => scene.InsertAsync("sealed"));
        Assert.Multiple(() =>
        {
            Assert.That(e.Column, Is.EqualTo("code"));
            Assert.That(e.ServerMessage, Does.Contain("sealed_code_check"));
            Assert.That(e.Sample, Is.EqualTo("sample: { code: <value> }"));
        });
    }

    [Test]
    public async Task A_sample_value_satisfies_a_check_that_no_made_value_does()
    {
        const string Sql =
            "create table public.sealed (id int primary key, code text not null check (md5(code) = 'd077f244def8a70e5ea758bd8352fcd8'));";
        await using var scene = await WithAsync(
            Sql,
            samples: new Dictionary<Fixtures.Schema.TableName, IReadOnlyDictionary<string, string>>
            {
                [Public("sealed")] = new Dictionary<string, string> { ["code"] = "cat" },
            }
        );
        Assert.That((await scene.InsertAsync("sealed"))["code"], Is.EqualTo("cat"));
    }

    [TestCase("name text not null unique")]
    [TestCase("name varchar(3) not null unique")]
    [TestCase("name text not null, unique (id, name)")]
    [TestCase("kind text not null check (kind in ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l')), unique (kind)")]
    [TestCase("code text not null unique check (code ~ '^[A-Z]{2}[0-9]{2}$')")]
    [TestCase("n smallint not null unique check (n between 100 and 111)")]
    [TestCase("at date not null unique")]
    [TestCase("month date not null unique check (extract(day from month) = 1)")]
    [TestCase("week date not null unique check (week = date_trunc('week', week))")]
    [TestCase("active boolean not null default true, label text not null, unique (active, label)")]
    public async Task Made_rows_satisfy_unique_keys(string columns)
    {
        await using var scene = await InTransactionAsync(
            $"create table public.keyed (id int generated always as identity primary key, {columns});"
        );
        Assert.That(await scene.InsertManyAsync("keyed", 12), Is.Unique);
    }

    [Test]
    public async Task Made_rows_satisfy_partial_unique_indexes_on_expressions()
    {
        await using var scene = await WithAsync(
            """
            create table public.people (id int generated always as identity, email text not null, gone boolean not null default false);
            create unique index people_email on public.people (lower(email)) where not gone;
            """
        );
        Assert.That(await scene.InsertManyAsync("people", 12, "email"), Is.Unique);
    }

    [Test]
    public async Task A_unique_key_with_no_value_left_is_reported()
    {
        await using var scene = await WithAsync(
            "create type public.side as enum ('left', 'right'); create table public.sides (side public.side primary key);"
        );
        await scene.InsertManyAsync("sides", 2, "side");
        var e = await RefusalAsync(() => scene.InsertAsync("sides"));
        Assert.That(e.Column, Is.EqualTo("side"));
        Assert.That(e.ServerMessage, Does.Contain("23505").And.Contain("sides_pkey"));
    }

    [Test]
    public async Task Made_rows_satisfy_exclusion_constraints()
    {
        await using var scene = await WithAsync(
            """
            create extension btree_gist with schema extensions;
            create table public.rooms (id int generated always as identity primary key);
            create table public.bookings (id int generated always as identity, room_id int not null references public.rooms,
              during tstzrange not null,
              day daterange not null, exclude using gist (room_id with =, during with &&), exclude using gist (day with &&));
            """
        );
        var room = await scene.InsertAsync("rooms");
        for (var i = 0; i < 12; i++)
            await scene.InsertAsync("bookings", parents: _ => room);
        Assert.That(await scene.ScalarAsync("select count(*) from public.bookings"), Is.EqualTo("12"));
    }

    [Test]
    public async Task An_exclusion_constraint_over_given_values_is_reported()
    {
        await using var scene = await WithAsync(
            "create table public.terms (id int generated always as identity, "
                + "during daterange not null, exclude using gist (during with &&));"
        );
        var given = new Dictionary<string, RowValue> { ["during"] = RowValue.Sql("daterange('2026-01-01', '2026-02-01')") };
        await scene.InsertAsync("terms", given);
        var e = await RefusalAsync(() => scene.InsertAsync("terms", given));
        Assert.That(e.ServerMessage, Does.Contain("23P01"));
    }

    [Test]
    public async Task A_deferred_key_is_reported_for_the_row_that_breaks_it()
    {
        await using var scene = await WithAsync(
            """
            create table public.ranks (id int generated always as identity, place int not null,
              unique (place) deferrable initially deferred);
            """
        );
        Assert.That(await scene.InsertManyAsync("ranks", 5, "place"), Is.Unique);
        var given = new Dictionary<string, RowValue> { ["place"] = RowValue.Literal("3") };
        var again = await scene.InsertAsync("ranks", given);
        Assert.That((again.WasThere, again["place"]), Is.EqualTo((true, "3")));
    }
}
