using System.Diagnostics;
using NUnit.Framework;
using UsageRls.Fixtures.Rows;
using static UsageRls.Verification.Tests.Rows.RowScene;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>Tests how the row maker chooses, inserts and returns rows, and which errors it reports.</summary>
public sealed class RowMakingStories
{
    private const string Plain = """
        create table public.plain (id uuid primary key default gen_random_uuid(), name text not null, email text not null unique, note text,
          done boolean not null,
          created_at timestamptz not null default now(), total int generated always as (1) stored);
        """;

    [Test]
    public async Task The_same_seed_makes_the_same_rows_and_another_seed_others()
    {
        async Task<string> MadeAsync(int seed)
        {
            await using var scene = await WithAsync(Plain, seed);
            return $"{await scene.Maker.SignUpAsync("Ada")} {string.Join(',', await scene.InsertManyAsync("plain", 3, "email"))}";
        }
        var (one, again, other) = (await MadeAsync(1), await MadeAsync(1), await MadeAsync(2));
        Assert.That(again, Is.EqualTo(one));
        Assert.That(other, Is.Not.EqualTo(one));
    }

    [Test]
    public async Task Made_rows_keep_defaults_and_nulls_and_are_read_back_as_stored()
    {
        await using var scene = await WithAsync(Plain);
        var row = await scene.InsertAsync("plain");
        Assert.That((row["note"], row["done"], row["total"]), Is.EqualTo((null as string, "false", "1")));
        Assert.That(row["email"], Does.Contain("@"));
        Assert.That(row["created_at"], Is.EqualTo(await scene.ScalarAsync("select created_at::text from public.plain")));
    }

    [Test]
    public async Task Proposed_values_are_not_inserted_and_can_be_inserted_later()
    {
        await using var scene = await WithAsync(Plain);
        var proposed = await scene.Maker.ProposeAsync(Public("plain"));
        Assert.That(await scene.ScalarAsync("select count(*) from public.plain"), Is.EqualTo("0"));
        Assert.That(proposed.Keys, Is.EquivalentTo(["name", "email", "done"]));
        Assert.That((await scene.InsertAsync("plain", proposed))["email"], Is.EqualTo(proposed["email"].Text));
    }

    [Test]
    public async Task Rows_made_in_a_transaction_are_gone_after_its_rollback()
    {
        await using var scene = await WithAsync(
            Plain + "create table public.checked (id int generated always as identity, n int not null check (n = 12345));"
        );
        await using (var transaction = await scene.Administrator.BeginTransactionAsync())
        {
            await scene.InsertAsync("plain");
            Assert.That((await scene.InsertAsync("checked"))["n"], Is.EqualTo("12345"));
            await RefusalAsync(() =>
                scene.InsertAsync("plain", new Dictionary<string, RowValue> { ["done"] = RowValue.Literal("perhaps") })
            );
            await scene.InsertAsync("plain");
            await transaction.RollbackAsync();
        }
        Assert.That(await scene.ScalarAsync("select count(*) from public.plain"), Is.EqualTo("0"));
    }

    [Test]
    public async Task An_impossible_value_is_reported_with_the_error_of_the_server()
    {
        await using var scene = await WithAsync(Plain);
        var e = await RefusalAsync(() =>
            scene.InsertAsync("plain", new Dictionary<string, RowValue> { ["done"] = RowValue.Literal("perhaps") })
        );
        Assert.That((e.Table, e.ServerMessage), Is.EqualTo((Public("plain"), "22P02 invalid input syntax for type boolean: \"perhaps\"")));
    }

    [Test]
    public async Task A_column_or_table_that_does_not_exist_is_refused_at_once()
    {
        await using var scene = await WithAsync(Plain);
        await Assert.ThatAsync(
            () => scene.InsertAsync("plain", new Dictionary<string, RowValue> { ["colour"] = RowValue.Null }),
            Throws.ArgumentException
        );
        await Assert.ThatAsync(() => scene.InsertAsync("absent"), Throws.ArgumentException);
    }

    [Test]
    public async Task Rows_of_a_partitioned_table_fit_an_existing_partition()
    {
        await using var scene = await WithAsync(
            """
            create table public.events (id bigint generated always as identity, at timestamptz not null, name text not null,
              primary key (at, id)) partition by range (at);
            create table public.events_2031_05 partition of public.events for values from ('2031-05-01') to ('2031-06-01');
            create table public.regions (id int not null, region text not null, primary key (region, id)) partition by list (region);
            create table public.regions_north partition of public.regions for values in ('north', 'north-west');
            create table public.shards (id uuid primary key) partition by hash (id);
            create table public.shards_1 partition of public.shards for values with (modulus 2, remainder 1);
            """
        );
        Assert.That(await scene.InsertManyAsync("events", 12), Is.Unique);
        Assert.That(await scene.InsertManyAsync("regions", 12), Is.Unique);
        Assert.That(await scene.InsertManyAsync("events_2031_05", 3), Is.Unique);
        Assert.That(await scene.InsertManyAsync("shards", 12), Is.Unique);
    }

    [Test]
    public async Task A_partitioned_table_without_partitions_is_reported()
    {
        await using var scene = await WithAsync("create table public.events (at timestamptz not null) partition by range (at);");
        var e = await RefusalAsync(() => scene.InsertAsync("events"));
        Assert.That(e.ServerMessage, Does.Contain("no partition of relation"));
    }

    [Test]
    public async Task Many_rows_inserted_at_once_keep_their_order_and_refused_rows_get_other_values()
    {
        await using var scene = await WithAsync(
            """
            create type public.side as enum ('left', 'right', 'top');
            create table public.sides (side public.side primary key, n int not null check (n > 50));
            """
        );
        var rows = await scene.Maker.InsertManyAsync([
            new(Public("sides")),
            new(Public("sides")),
            new(Public("sides"), new Dictionary<string, RowValue> { ["n"] = RowValue.Literal("77") }),
        ]);
        Assert.That(rows.Select(r => r["side"]), Is.Unique);
        Assert.That(rows[2]["n"], Is.EqualTo("77"));
        Assert.That((await RefusalAsync(() => scene.Maker.InsertManyAsync([new(Public("sides"))]))).Column, Is.EqualTo("side"));
    }

    [Test]
    public async Task A_row_takes_a_fixed_number_of_commands_and_twelve_rows_together_take_as_many()
    {
        await using var scene = await WithAsync(
            """
            create table public.t0 (id uuid primary key default gen_random_uuid(), kind text not null check (kind in ('a', 'b')));
            create table public.t1 (id uuid primary key default gen_random_uuid(), email text not null unique,
              parent_id uuid not null references public.t0);
            """
        );
        var parent = await scene.InsertAsync("t0");
        var request = new RowRequest(Public("t1"), Parents: _ => parent);
        await scene.Maker.InsertManyAsync([request]); // reads the catalog
        var one = await CommandsAsync(() => scene.Maker.InsertManyAsync([request]));
        var twelve = await CommandsAsync(() => scene.Maker.InsertManyAsync([.. Enumerable.Repeat(request, 12)]));
        Assert.That((one, twelve), Is.EqualTo((1, 1)));
    }

    // Counts the commands that Npgsql executes in a call; commands of other tests have another root.
    private static async Task<int> CommandsAsync(Func<Task> act)
    {
        using var all = new Activity(nameof(CommandsAsync)).Start();
        var count = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = command => count += command.TraceId == all.TraceId ? 1 : 0,
        };
        ActivitySource.AddActivityListener(listener);
        await act();
        return count;
    }
}
