using System.Text;
using NUnit.Framework;
using NUnit.Framework.Constraints;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Databases;

/// <summary>
/// Tests that the error about migrations that cannot be read or applied states the reason and the place: the folder, or the file and, if
/// known, the line.
/// </summary>
[NonParallelizable]
public sealed class BadMigrations
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Scratch.Folder("usage rls migrations ü").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_missing_folder_is_named() =>
        Assert.That(() => MigrationSet.Read(Path.Combine(_folder, "gone")), Refused("does not exist", MigrationSet.Variable));

    [Test]
    public void An_empty_folder_is_named() => Assert.That(() => MigrationSet.Read(_folder), Refused("contains no .sql file"));

    [TestCase("select 1;\n\\d invoices\n", "_a.sql:2:1: a psql meta-command")]
    [TestCase("select 1;\ncopy t from stdin;", "_a.sql:2:1: a migration cannot send data to copy … from stdin")]
    [TestCase("select 'a\n", "_a.sql:1:8: a quote that has no end")]
    public void A_file_that_cannot_be_a_migration_says_why(string sql, string why)
    {
        Write("20240101000000_a.sql", sql);
        Assert.That(() => MigrationSet.Read(_folder), Refused(why));
    }

    [Test]
    public void Bytes_that_are_not_UTF_8_are_found()
    {
        File.WriteAllBytes(Path.Combine(_folder, "20240101000000_a.sql"), [.. "select 1;\nselect '"u8, 0xE4, .. "';"u8]);
        Assert.That(() => MigrationSet.Read(_folder), Refused("_a.sql:2: the file contains bytes that are not UTF-8"));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_named_and_not_skipped()
    {
        Write("20240101000000_a.sql", "select 1");
        var other = Path.Combine(_folder, "20240102000000_b.sql");
        Directory.CreateDirectory(other);
        Assert.That(() => MigrationSet.Read(_folder), Refused("20240102000000_b.sql: the file cannot be read"));
        Directory.Delete(other);
        File.CreateSymbolicLink(other, "nowhere");
        Assert.That(() => MigrationSet.Read(_folder), Refused("20240102000000_b.sql: the file cannot be read"));
    }

    [Test]
    public void Two_files_of_one_timestamp_are_named()
    {
        Write("20240101000000_a.sql", "select 1");
        Write("20240101000000_b.sql", "select 1");
        Assert.That(() => MigrationSet.Read(_folder), Refused("20240101000000_a.sql and 20240101000000_b.sql have the same timestamp"));
    }

    [Test]
    public async Task A_byte_order_mark_and_carriage_returns_do_no_harm()
    {
        File.WriteAllText(
            Path.Combine(_folder, "20240101000000_a.sql"),
            "create table public.a (\r\n  id int\r\n);\r\n",
            new UTF8Encoding(true)
        );
        await using var database = await Laboratory.MigratedAsync(MigrationSet.Read(_folder).Migrations);
        await database.ExecuteAsync("select id from public.a");
    }

    [TestCase(
        "create table public.ok (id int);\ncreate table public.b (\n  id nonsense\n);",
        ":3:6: ERROR 42704: type \"nonsense\" does not exist"
    )]
    [TestCase("select '🙂', nonsense;", ":1:13: ERROR 42703: column \"nonsense\" does not exist")]
    [TestCase(
        "begin;\ncreate table public.b (id int);\ncreate index concurrently on public.b (id);\ncommit;",
        ":3:1: ERROR 25001: CREATE INDEX CONCURRENTLY cannot run inside a transaction block"
    )]
    [TestCase("select 1;\nbegin;\ncreate table public.b (id int);", ":2:1: the file does not commit the transaction that begins here")]
    [TestCase("create table public.b (id int);\n\nselect pg_sleep(3);", ":3:1: ERROR 57014: canceling statement due to statement timeout")]
    [TestCase("create extension nonsense;", ":1:1: ERROR 0A000")]
    [TestCase(
        "create table public.b (id int);\nset session authorization supabase_admin",
        ":2:1: 'set session authorization' changes the role that runs the migrations"
    )]
    [TestCase("set role none;\nalter role postgres superuser", ":2:1: ERROR 42501")]
    [TestCase("alter system set row_security = off", "ERROR 25001")]
    [TestCase(
        "create table public.b (id int primary key);\ncreate table public.c (b int "
            + "references public.b deferrable initially deferred);\ninsert into public.c values (1);",
        "ERROR 23503"
    )]
    public void An_error_of_the_server_names_the_line_of_the_file(string sql, string what)
    {
        using var timeout = new Variable(Fixtures.Databases.MigrationTimeout.Variable, "1");
        Write("20240101000000_a.sql", sql);
        Assert.That(
            async () => await Laboratory.MigratedAsync(MigrationSet.Read(_folder).Migrations),
            Refused("20240101000000_a.sql", what)
        );
    }

    [TestCase("set role anon; set search_path = nowhere; set row_security = off; set statement_timeout = 0;")]
    [TestCase("reset role; reset all;")]
    public async Task A_setting_of_one_migration_does_not_reach_the_next(string sql)
    {
        using var timeout = new Variable(Fixtures.Databases.MigrationTimeout.Variable, "7");
        await using var database = await Laboratory.MigratedAsync([
            Migration.Create("20240101000000_a.sql", sql),
            Migration.Create(
                "20240102000000_b.sql",
                "create table public.found as select concat_ws(' ', current_user, current_setting('search_path'), "
                    + "current_setting('row_security'), current_setting('statement_timeout')) as settings"
            ),
        ]);
        await using var found = database.Connections.CreateCommand("select settings from public.found");
        Assert.That(await found.ExecuteScalarAsync(), Is.EqualTo($"{database.Owner} \"$user\", public, extensions on 7s"));
    }

    private void Write(string name, string sql) => File.WriteAllText(Path.Combine(_folder, name), sql);

    private static Constraint Refused(params string[] words) =>
        words.Aggregate<string, Constraint>(Throws.TypeOf<MigrationException>(), (refused, word) => refused.With.Message.Contains(word));

    private sealed class Variable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        public Variable(string name, string value)
        {
            (_name, _before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
    }
}
