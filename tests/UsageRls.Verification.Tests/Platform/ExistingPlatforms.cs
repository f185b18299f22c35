using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>
/// Tests that the suite uses the existing parts of the platform on a server, such as a local Supabase, and creates only missing parts.
/// </summary>
public sealed class ExistingPlatforms
{
    private static readonly MigrationSet s_migrations = new(
        "existing",
        [Migration.Create("1_a.sql", "create table public.a (id uuid default auth.uid())")]
    );

    private PostgresServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), _ => { }, CancellationToken.None);
        await RunAsync(
            """
            create schema auth; create schema storage;
            create table auth.users (id uuid primary key, email text, made_by_hand text);
            create table storage.objects (id uuid primary key, name text, made_by_hand text);
            create function auth.uid() returns uuid language sql stable as $$ select nullif(current_setting('request.jwt.claim.sub', true),
              '')::uuid $$;
            create function auth.role() returns text language sql stable as $$ select 'authenticated'::text $$;
            grant usage on schema auth to postgres, anon, authenticated;
            alter role supabase_admin set search_path = storage, auth;
            """
        );
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Existing_platforms_are_used_and_their_missing_parts_are_created()
    {
        await using var run = await UseAsync(_ => { });
        var template = await run.TemplateAsync(s_migrations, GrantBaseline.Explicit);
        await using var clone = await template.CloneAsync();
        await clone.ExecuteAsync(
            "select made_by_hand from auth.users; select made_by_hand from storage.objects; "
                + "select from realtime.messages; select from vault.secrets; select id from public.a"
        );
        Assert.That(
            template.StandIns.Select(s => s.What),
            Has.Some.EqualTo("auth, storage are copies from database postgres").And.Some.StartsWith("realtime is a stand-in")
        );
    }

    [Test]
    public async Task Existing_platforms_whose_auth_uid_reads_the_older_setting_recognise_the_caller()
    {
        await using var run = await UseAsync(_ => { });
        await using var clone = await (await run.TemplateAsync(s_migrations, GrantBaseline.Legacy)).CloneAsync();
        var ann = Caller.SignedIn("Ann", new Guid("00000000-0000-4000-8000-00000000000a"));
        await using var session = await WatchedSession.OpenAsync(clone, []);
        var asked = new Statement("select auth.uid()") { Result = ResultKind.Ids };
        var trials = await session.TryAllAsync([(ann, asked), (Caller.NoToken, asked)]);
        Assert.That(trials.SelectMany(t => t.Seen), Is.EqualTo([$"({ann.UserId})", "()"]));

        await using var connection = await clone.Connections.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"begin; {string.Join("; ", CallerSession.Begin(ann))}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.That(async () => await CallerSession.ProveAsync(ann, reader), Throws.Nothing);
    }

    [Test]
    public async Task Existing_platforms_do_not_pass_the_administrators_search_path_to_the_clone()
    {
        await RunAsync("create table storage.things (id int); create function auth.now() returns int language sql as 'select 1'");
        await using var run = await UseAsync(_ => { });
        await using var clone = await (await run.TemplateAsync(s_migrations, GrantBaseline.Explicit)).CloneAsync();
        await using var command = clone.Connections.CreateCommand("select 'public.a'::regclass::text, to_regclass('things')::text");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.That((reader.GetString(0), reader.IsDBNull(1)), Is.EqualTo(("a", true)));
    }

    [Test]
    public async Task Existing_platforms_with_an_application_in_them_are_not_copied()
    {
        await RunAsync("create table public.of_an_application (id int)");
        var lines = new List<string>();
        await using var run = await UseAsync(lines.Add);
        await using var clone = await (await run.TemplateAsync(s_migrations, GrantBaseline.Explicit)).CloneAsync();
        Assert.That(lines, Has.Some.Contains("contains tables of an application"));
        Assert.That(async () => await clone.ExecuteAsync("select from public.of_an_application"), Throws.TypeOf<PostgresException>());
        await clone.ExecuteAsync("select is_sso_user from auth.users");
    }

    [Test]
    public async Task Existing_platforms_that_others_are_connected_to_are_not_copied()
    {
        await using var other = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Pooling = false }.ConnectionString
        );
        await other.OpenAsync();
        var lines = new List<string>();
        await using var run = await UseAsync(lines.Add);
        await using var clone = await (await run.TemplateAsync(s_migrations, GrantBaseline.Explicit)).CloneAsync();
        Assert.That(lines, Has.Some.Contains("cannot be copied"));
        await clone.ExecuteAsync("select is_sso_user from auth.users");
    }

    private Task<TestServer> UseAsync(Action<string> progress) =>
        TestServer.UseAsync(
            new PostgresServer(_server.ConnectionString, _server.Version, isThrowaway: false, "", () => ValueTask.CompletedTask),
            progress
        );

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
