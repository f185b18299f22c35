using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Platform;

/// <summary>Tests applications that use the platform's own tables, roles and settings.</summary>
public sealed class PlatformStories
{
    private const string Ann = "00000000-0000-4000-8000-00000000000a";
    private const string Bob = "00000000-0000-4000-8000-00000000000b";

    [Test]
    public async Task Policies_on_objects_of_the_storage_hold()
    {
        await using var database = await AfterAsync(
            $"""
            insert into storage.buckets (id, name) values ('exports', 'exports') on conflict do nothing;
            create policy "Own exports" on storage.objects for select to authenticated
              using (bucket_id = 'exports' and (storage.foldername(name))[1] = (select auth.uid())::text);
            insert into storage.objects (bucket_id, name) values ('exports', '{Ann}/a/b.txt'), ('exports', '{Bob}/c.txt');
            """
        );
        Assert.That(
            await AsAsync(
                database,
                Ann,
                "select string_agg(storage.filename(name) || ' ' || storage.extension(name), ',') from storage.objects"
            ),
            Is.EqualTo("b.txt txt")
        );
        Assert.That(await AsAsync(database, Ann, "select count(*)::text from storage.buckets"), Is.EqualTo("0"));
    }

    [Test]
    public async Task Triggers_on_users_fire()
    {
        await using var database = await AfterAsync(
            """
            create table public.profiles (id uuid primary key references auth.users (id) on delete cascade, email text, name text);
            create function public.welcome() returns trigger language plpgsql security definer set search_path = '' as $$
            begin
              insert into public.profiles values (new.id, new.email, new.raw_user_meta_data ->> 'name');
              return new;
            end $$;
            create trigger on_auth_user_created after insert on auth.users for each row execute procedure public.welcome();
            """
        );
        await database.ExecuteAsync(
            $$"""
            insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
              raw_user_meta_data, created_at, updated_at,
              confirmation_token, email_change, email_change_token_new, recovery_token)
            values ('00000000-0000-0000-0000-000000000000', '{{Ann}}', 'authenticated', 'authenticated', 'ann@example.com',
              extensions.crypt('x', extensions.gen_salt('bf')), now(),
              '{"provider":"email"}', '{"name":"Ann"}', now(), now(), '', '', '', '');
            insert into auth.identities (provider_id, user_id, identity_data, provider)
              values ('{{Ann}}', '{{Ann}}', '{"email":"ANN@example.com"}', 'email');
            """
        );
        Assert.That(
            await ScalarAsync(
                database,
                "select p.email || ' ' || p.name || ' ' || i.email from public.profiles p join auth.identities i on i.user_id = p.id"
            ),
            Is.EqualTo("ann@example.com Ann ann@example.com")
        );
    }

    [Test]
    public async Task A_privilege_of_another_role_holds_for_its_members()
    {
        await using var database = await AfterAsync(
            """
            create role platform_staff nologin;
            create table public.secrets (word text);
            insert into public.secrets values ('leaked');
            grant select on public.secrets to platform_staff;
            grant platform_staff to authenticated;
            """
        );
        Assert.That(await AsAsync(database, Ann, "select word from public.secrets"), Is.EqualTo("leaked"));
    }

    [Test]
    public async Task A_policy_for_another_role_holds_for_its_members()
    {
        await using var database = await AfterAsync(
            """
            create role platform_readers nologin;
            create table public.words (word text);
            alter table public.words enable row level security;
            grant select on public.words to authenticated;
            insert into public.words values ('leaked');
            create policy readers on public.words for select to platform_readers using (true);
            grant platform_readers to authenticated;
            """
        );
        Assert.That(await AsAsync(database, Ann, "select word from public.words"), Is.EqualTo("leaked"));
    }

    [Test]
    public async Task Settings_of_the_API_and_of_the_database_apply_to_the_clone_and_not_to_the_server()
    {
        await using var database = await AfterAsync(
            """
            alter role authenticator set pgrst.db_schemas = 'public, api';
            alter role authenticator set pgrst.db_pre_request to 'public.check_request';
            alter database postgres set "app.settings.mode" to 'x';
            comment on role anon is 'somebody';
            set session_replication_role = replica;
            set session_replication_role = default;
            notify pgrst, 'reload config';
            """
        );
        Assert.That(
            await ScalarAsync(database, "select rolconfig::text from pg_roles where rolname = 'authenticator'"),
            Does.Not.Contain("pgrst")
        );
        Assert.That(database.Template.StandIns.Select(s => s.Name), Is.EqualTo((string[])["comment on role"]));
        Assert.That(database.Template.PreRequest, Is.EqualTo("public.check_request"));
        Assert.That(database.Template.Settings, Has.Some.EqualTo(new DatabaseSetting("authenticator", "pgrst.db_schemas", "public, api")));
        Assert.That(await ScalarAsync(database, "select current_setting('app.settings.mode')"), Is.EqualTo("x"));
    }

    [Test]
    public async Task Messages_of_realtime_are_written_where_policies_allow_it()
    {
        await using var database = await AfterAsync(
            """
            create policy talk on realtime.messages for insert to authenticated
              with check ((select realtime.topic()) = 'room:' || auth.uid());
            create policy listen on realtime.messages for select to authenticated using (topic = 'room:' || auth.uid());
            create table public.a (id int primary key);
            alter publication supabase_realtime add table public.a;
            """
        );
        var sent = await AsAsync(
            database,
            Ann,
            $"select set_config('realtime.topic', 'room:{Ann}', true); select realtime.send('{"{}"}', 'e', 'room:{Ann}'); "
                + $"select realtime.send('{"{}"}', 'e', 'room:{Bob}'); select count(*)::text from realtime.messages"
        );
        Assert.That(sent, Is.EqualTo("1"));
    }

    [Test]
    public async Task Secrets_of_the_vault_are_closed_to_callers()
    {
        await using var database = await AfterAsync("select vault.create_secret('hush', 'key');");
        Assert.That(
            await ScalarAsync(database, "select decrypted_secret from vault.decrypted_secrets where name = 'key'"),
            Is.EqualTo("hush")
        );
        Assert.That(
            () => AsAsync(database, Ann, "select decrypted_secret from vault.decrypted_secrets"),
            Throws.TypeOf<PostgresException>().With.Message.Contains("permission denied")
        );
    }

    private static Task<TestDatabase> AfterAsync(string sql) =>
        Laboratory.MigratedAsync([Migration.Create("29990101000000_story.sql", sql)], GrantBaseline.Explicit);

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var command = database.Connections.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<object?> AsAsync(TestDatabase database, string user, string sql)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (
            var become = new NpgsqlCommand(
                $$"""select set_config('request.jwt.claims', '{"sub":"{{user}}","role":"authenticated"}', """
                    + """true); set local role authenticated""",
                connection,
                transaction
            )
        )
        {
            await become.ExecuteNonQueryAsync();
        }

        object? last = null;
        foreach (var statement in SqlScript.Split(sql))
        {
            await using var command = new NpgsqlCommand(statement.Text, connection, transaction);
            last = await command.ExecuteScalarAsync();
        }
        return last;
    }
}
