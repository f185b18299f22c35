using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Databases;

/// <summary>
/// Tests that a clone is made from a complete template that was built from the clone's SQL, that clones are independent, and that a reset
/// undoes all changes of rows.
/// </summary>
public sealed class DatabaseClones
{
    [Test]
    public async Task Clones_of_one_template_do_not_see_each_other()
    {
        await using var one = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await using var other = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        Assert.That(one.Template.DatabaseName, Is.EqualTo(other.Template.DatabaseName));
        await LoadAsync(one);
        Assert.That((await CountAsync(one), await CountAsync(other)), Is.EqualTo((60L, 0L)));
    }

    [Test]
    public async Task Clones_are_empty_after_a_reset_whatever_was_committed()
    {
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await LoadAsync(database);
        await database.ResetAsync();
        Assert.That(await CountAsync(database), Is.Zero);
        await LoadAsync(database);
        Assert.That(await CountAsync(database), Is.EqualTo(60L));
    }

    [Test]
    public async Task Clones_are_reset_in_place_so_that_connections_stay_open()
    {
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await using var connection = await database.Connections.OpenConnectionAsync();
        await LoadAsync(database);
        await database.ResetAsync();
        await using var command = new NpgsqlCommand($"select count(*) from public.{UsageEventsTables.Name}", connection);
        Assert.That(await command.ExecuteScalarAsync(), Is.Zero);
    }

    [Test]
    public async Task Clones_have_the_rows_that_migrations_seed_after_a_reset()
    {
        await using var database = await Laboratory.AfterAsync(
            """
            create table public.plans (
              id int generated always as identity primary key, name text, length int generated always as (length(name)) stored
            );
            insert into public.plans (name) values ('free');
            create table public.prices (plan int not null references public.plans on delete cascade, cents int);
            insert into public.prices select id, 0 from public.plans;
            create table public.trail (words text);
            create function public.told() returns trigger language plpgsql as $$
              begin insert into public.trail values (tg_op); return null; end $$;
            create trigger told after insert or delete on public.prices for each row execute function public.told();
            create function public.no() returns trigger language plpgsql as $$ begin raise 'append only'; end $$;
            create trigger no before truncate or delete on public.trail for each statement execute function public.no();
            """
        );
        for (var times = 0; times < 2; times++)
        {
            await database.ExecuteAsync(
                """
                update public.plans set name = 'changed'; insert into public.plans (name) values ('more');
                delete from public.prices; insert into public.trail values ('mine');
                """
            );
            await database.ResetAsync();
            await using var command = database.Connections.CreateCommand(
                """
                select (select json_agg(p)::text from public.plans p) || (select json_agg(p)::text from public.prices p)
                  || (select count(*) from public.trail) || nextval('public.plans_id_seq')
                """
            );
            Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("""[{"id":1,"name":"free","length":4}][{"plan":1,"cents":0}]02"""));
        }
    }

    [Test]
    public async Task Clones_of_other_SQL_come_from_another_template()
    {
        await using var one = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await using var other = await Laboratory.AfterAsync("select 1");
        await using var explicitly = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        Assert.That((string[])[one.Template.DatabaseName, other.Template.DatabaseName, explicitly.Template.DatabaseName], Is.Unique);
    }

    [Test]
    public async Task Clones_are_never_made_from_an_older_version_of_an_edited_file()
    {
        var folder = Scratch.Folder("usage rls migrations");
        try
        {
            var file = Path.Combine(folder.FullName, "20240101000000_a.sql");
            await File.WriteAllTextAsync(file, "create table public.before_it (id int);");
            var written = File.GetLastWriteTimeUtc(file);
            await using var before = await Laboratory.MigratedAsync(MigrationSet.Read(folder.FullName).Migrations);
            await File.WriteAllTextAsync(file, "create table public.after_it_ (id int);");
            File.SetLastWriteTimeUtc(file, written); // same length and time as before

            await using var after = await Laboratory.MigratedAsync(MigrationSet.Read(folder.FullName).Migrations);
            await after.ExecuteAsync("select id from public.after_it_");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Clones_are_never_made_from_a_half_built_template()
    {
        var server = await Laboratory.ServerAsync();
        var set = new MigrationSet("laboratory", [Migration.Create("20240101000000_whole.sql", "create table public.whole (id int)")]);
        string name;
        await using (var dying = await TestServer.UseAsync(Unowned(server), _ => { }))
            name = (await dying.TemplateAsync(set, GrantBaseline.Legacy)).DatabaseName;
        // The state that a run leaves if it is killed while it builds the template: the database exists, but is not marked as a template.
        await RunAsync(server, $"alter database {name} is_template false");
        await RunAsync(server, $"drop database {name}");
        await RunAsync(server, $"create database {name}");

        await using var again = await TestServer.UseAsync(Unowned(server), _ => { });
        await using var clone = await (await again.TemplateAsync(set, GrantBaseline.Legacy)).CloneAsync();
        await clone.ExecuteAsync("select id from public.whole");
    }

    // Returns the same server for another run; disposing of the returned object does not stop the server.
    private static Fixtures.Postgres.PostgresServer Unowned(TestServer server) =>
        new(server.Server.ConnectionString, server.Server.Version, isThrowaway: true, "", () => ValueTask.CompletedTask);

    private static async Task LoadAsync(TestDatabase database)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        await WorldLoader.LoadAsync(connection, RandomWorld.Generate(new WorldSize { Events = 60 }, 1), CancellationToken.None);
    }

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var command = database.Connections.CreateCommand($"select count(*) from public.{UsageEventsTables.Name}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
