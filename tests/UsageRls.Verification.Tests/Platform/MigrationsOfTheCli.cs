using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>Tests that the suite reads a folder of migrations in the same way as the Supabase CLI.</summary>
public sealed class MigrationsOfTheCli
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Scratch.Folder("project").CreateSubdirectory("supabase").CreateSubdirectory("migrations");

    [TearDown]
    public void RemoveFolder() => _folder.Parent!.Parent!.Delete(recursive: true);

    [Test]
    public async Task A_file_may_begin_and_commit_its_own_transaction()
    {
        Write(
            "1_a.sql",
            "create table public.a (id int);\nbegin;\ncreate table public.b (id int);\ncommit;\ncreate table public.c (id int);"
        );
        await using var database = await ApplyAsync();
        await database.ExecuteAsync("select from public.a, public.b, public.c");
    }

    [Test]
    public void An_error_after_a_commit_in_the_file_names_its_line()
    {
        Write("1_a.sql", "begin;\ncreate table public.a (id int);\ncommit;\nselect nonsense;");
        Assert.That(ApplyAsync, Throws.TypeOf<MigrationException>().With.Message.Contains("1_a.sql:4:8"));
    }

    [Test]
    public async Task A_file_of_comments_only_changes_nothing()
    {
        Write("1_a.sql", "-- nothing yet\n/* and here neither */\n");
        Write("2_b.sql", "create table public.b (id int)");
        await using var database = await ApplyAsync();
        await database.ExecuteAsync("select from public.b");
    }

    [Test]
    public async Task Files_are_applied_in_the_order_of_their_numbers()
    {
        Write("10_last.sql", "insert into public.a values (3)");
        Write("2_second.sql", "insert into public.a values (2)");
        Write("1_first.sql", "create table public.a (id int)");
        Assert.That(Read().Migrations.Select(m => m.FileName), Is.EqualTo((string[])["1_first.sql", "2_second.sql", "10_last.sql"]));
        await using var database = await ApplyAsync();
    }

    [Test]
    public void Two_files_with_the_same_number_are_refused_with_the_reason()
    {
        Write("20240101000000_a.sql", "select 1");
        Write("20240101000000_b.sql", "select 1");
        Assert.That(Read, Throws.TypeOf<MigrationException>().With.Message.Contains("duplicate key in schema_migrations"));
    }

    [Test]
    public void Files_that_are_not_named_like_migrations_are_reported_as_skipped()
    {
        Write("1_a.sql", "select 1");
        Write("seed.sql", "nonsense");
        Write("notes-2.sql", "nonsense");
        Assert.That(Read().Skipped, Is.EqualTo((string[])["notes-2.sql", "seed.sql"]));
        Assert.That(Read().Migrations, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_folder_without_files_named_like_migrations_is_refused_and_its_files_are_named()
    {
        Write("schema.sql", "select 1");
        Assert.That(Read, Throws.TypeOf<MigrationException>().With.Message.Contains("<digits>_name.sql; skipped: schema.sql"));
    }

    [Test]
    public async Task The_parent_folder_or_a_single_file_can_be_given_instead_of_the_folder()
    {
        Write("1_a.sql", "create table public.a (id int)");
        Write("2_b.sql", "create table public.b (id int)");
        Assert.That(MigrationSet.Read(_folder.Parent!.FullName).Migrations, Has.Count.EqualTo(2));

        var one = MigrationSet.Read(Path.Combine(_folder.FullName, "1_a.sql"));
        await using var database = await (await (await Laboratory.ServerAsync()).TemplateAsync(one, GrantBaseline.Explicit)).CloneAsync();
        Assert.That(async () => await database.ExecuteAsync("select from public.b"), Throws.Exception.With.Message.Contains("public.b"));
    }

    [Test]
    public async Task The_projects_file_of_roles_is_applied_first_and_its_seed_file_never()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Parent!.FullName, "roles.sql"), "create role cli_staff nologin;");
        await File.WriteAllTextAsync(Path.Combine(_folder.Parent!.FullName, "seed.sql"), "nonsense;");
        Write("1_a.sql", "create table public.a (id int); grant select on public.a to cli_staff;");
        await using var database = await ApplyAsync();
        await database.ExecuteAsync("set role cli_staff; select from public.a; reset role");
    }

    [TestCase("create table public.a (id int);\ncreate index concurrently a_id on public.a (id);\ncreate table public.b (id int);")]
    [TestCase(
        "create table public.a (id int);\ncreate unique index concurrently if not exists a_id on public.a (id);\ndrop index "
            + "concurrently a_id;\nvacuum public.a;\ncreate table public.b (id int);"
    )]
    public async Task A_statement_that_cannot_run_in_a_transaction_runs_outside_of_one(string sql)
    {
        Write("1_a.sql", sql);
        await using var database = await ApplyAsync();
        await database.ExecuteAsync("select from public.b");
    }

    private void Write(string name, string sql) => File.WriteAllText(Path.Combine(_folder.FullName, name), sql);

    private MigrationSet Read() => MigrationSet.Read(_folder.FullName);

    private async Task<TestDatabase> ApplyAsync() =>
        await (await (await Laboratory.ServerAsync()).TemplateAsync(Read(), GrantBaseline.Explicit)).CloneAsync();
}
