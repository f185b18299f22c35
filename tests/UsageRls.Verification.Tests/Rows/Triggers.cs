using NUnit.Framework;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using static UsageRls.Verification.Tests.Rows.RowScene;

namespace UsageRls.Verification.Tests.Rows;

/// <summary>Tests the row maker on tables whose triggers insert, change or refuse rows.</summary>
public sealed class Triggers
{
    private const string Profiles = """
        create table public.profiles (id uuid primary key references auth.users, full_name text not null, username text not null unique,
          plan text not null default 'free');
        create function public.new_user() returns trigger language plpgsql security definer set search_path = '' as $$
        begin
          insert into public.profiles (id, full_name, username) values (new.id, new.raw_user_meta_data ->> 'full_name',
            split_part(new.email, '@', 1));
          return new;
        end $$;
        create trigger new_user after insert on auth.users for each row execute function public.new_user();
        create table public.teams (id uuid primary key default gen_random_uuid(), name text not null, created_by uuid not null
          references public.profiles);
        create table public.members (team_id uuid references public.teams, user_id uuid references public.profiles, role text not null,
          primary key (team_id, user_id));
        create function public.new_team() returns trigger language plpgsql as $$
        begin insert into public.members values (new.id, new.created_by, 'owner'); return new; end $$;
        create trigger new_team after insert on public.teams for each row execute function public.new_team();
        """;

    [Test]
    public async Task Triggers_of_sign_up_make_profiles()
    {
        await using var scene = await WithAsync(Profiles);
        var user = await scene.Maker.SignUpAsync("Ada Lovelace");
        Assert.That(await scene.ScalarAsync($"select full_name from public.profiles where id = '{user}'"), Is.EqualTo("Ada Lovelace"));
    }

    [Test]
    public async Task A_trigger_that_already_made_the_row_is_no_obstacle()
    {
        await using var scene = await WithAsync(Profiles);
        var user = (await scene.Maker.SignUpAsync("Ada Lovelace")).ToString();
        var profile = await scene.InsertAsync("profiles", new Dictionary<string, RowValue> { ["id"] = RowValue.Literal(user) });
        Assert.That((profile.WasThere, profile["full_name"]), Is.EqualTo((true, "Ada Lovelace")));

        var team = await scene.InsertAsync("teams", parents: k => k.Parent == Public("profiles") ? profile : null);
        var member = await scene.InsertAsync(
            "members",
            new Dictionary<string, RowValue>
            {
                ["team_id"] = RowValue.Literal(team["id"]),
                ["user_id"] = RowValue.Literal(user),
                ["role"] = RowValue.Literal("viewer"),
            }
        );
        Assert.That((member.WasThere, member["role"]), Is.EqualTo((true, "viewer")));
        Assert.That(
            await scene.ScalarAsync($"select string_agg(role, ',') from public.members where team_id = '{team["id"]}'"),
            Is.EqualTo("viewer")
        );
    }

    [Test]
    public async Task A_trigger_that_made_the_parent_of_a_new_user_is_no_obstacle()
    {
        await using var scene = await WithAsync(Profiles);
        var member = await scene.InsertAsync("members");
        Assert.That(await scene.ScalarAsync($"select count(*) from public.profiles where id = '{member["user_id"]}'"), Is.EqualTo("1"));
    }

    [Test]
    public async Task The_made_row_shows_what_a_trigger_changed()
    {
        await using var scene = await WithAsync(
            """
            create table public.notes (id int generated always as identity, title text not null, slug text not null);
            create function public.slugged() returns trigger language plpgsql as $$ begin new.slug := 'n-' || md5(new.title);
              return new; end $$;
            create trigger slugged before insert on public.notes for each row execute function public.slugged();
            """
        );
        Assert.That((await scene.InsertAsync("notes"))["slug"], Does.StartWith("n-"));
    }

    [Test]
    public async Task Triggers_that_read_token_claims_get_the_claims_of_the_rows_user()
    {
        await using var scene = await WithAsync(
            """
            create table public.notes (id int generated always as identity, user_id uuid not null references auth.users,
              author uuid not null);
            create function public.stamp() returns trigger language plpgsql as $$ begin new.author := auth.uid(); return new; end $$;
            create trigger stamp before insert on public.notes for each row execute function public.stamp();
            create table public.orgs (id int generated always as identity primary key, name text not null);
            create table public.members (team_id int references public.orgs, user_id uuid not null references auth.users,
              primary key (team_id, user_id));
            create function public.join_own() returns trigger language plpgsql as $$ begin insert into public.members
              values (new.id, auth.uid()); return null; end $$;
            create trigger join_own after insert on public.orgs for each row execute function public.join_own();
            """
        );
        var note = await scene.InsertAsync("notes");
        Assert.That((note["author"], note.Caller), Is.EqualTo((note["user_id"], note["user_id"])));
        var org = await scene.InsertAsync("orgs");
        Assert.That(await scene.ScalarAsync($"select user_id from public.members where team_id = {org["id"]}"), Is.EqualTo(org.Caller));
        Assert.That(await scene.ScalarAsync("select coalesce(auth.uid()::text, 'nobody')"), Is.EqualTo("nobody"));
    }

    [Test]
    public async Task Triggers_that_write_a_foreign_key_get_an_existing_value()
    {
        await using var scene = await WithAsync(
            """
            create table public.people (id bigint generated always as identity primary key, name text not null);
            create table public.pages (id int generated always as identity primary key, owner bigint not null);
            create table public.readers (page int references public.pages, person bigint references public.people);
            create function public.read_own() returns trigger language plpgsql as $$ begin insert into public.readers
              values (new.id, new.owner); return null; end $$;
            create trigger read_own after insert on public.pages for each row execute function public.read_own();
            """
        );
        var page = await scene.InsertAsync("pages");
        Assert.That(await scene.ScalarAsync($"select count(*) from public.people where id = {page["owner"]}"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_broken_trigger_is_reported_without_offering_a_sample()
    {
        await using var scene = await WithAsync(
            """
            create table public.notes (id int generated always as identity, title text not null);
            create function public.broken() returns trigger language plpgsql as $$ begin perform public.no_such_function();
              return new; end $$;
            create trigger broken before insert on public.notes for each row execute function public.broken();
            """
        );
        var e = await RefusalAsync(() => scene.InsertAsync("notes"));
        Assert.That((e.Sample, e.ServerMessage), Is.EqualTo((null as string, "42883 function public.no_such_function() does not exist")));
    }

    [Test]
    public async Task Values_that_a_trigger_refuses_are_replaced_by_other_values()
    {
        await using var scene = await WithAsync(
            """
            create table public.jobs (id int generated always as identity, queue text not null, priority int, run_at timestamptz);
            create function public.guard() returns trigger language plpgsql as $$
            begin
              if new.queue not in ('mails', 'exports') then raise exception 'no queue %', new.queue; end if;
              if new.priority is null then raise exception 'a job has a priority'; end if;
              if new.run_at is null or new.run_at < now() then raise exception 'a job runs in the future'; end if;
              return new;
            end $$;
            create trigger guard before insert on public.jobs for each row execute function public.guard();
            """
        );
        for (var i = 0; i < 3; i++)
            Assert.That((await scene.InsertAsync("jobs"))["queue"], Is.AnyOf("mails", "exports"));
    }

    [Test]
    public async Task A_trigger_that_refuses_every_value_is_reported_with_its_message()
    {
        await using var scene = await WithAsync(
            """
            create table public.frozen (id int generated always as identity, name text not null);
            create function public.close_ledger() returns trigger language plpgsql as $$ begin raise exception 'the ledger is closed';
              end $$;
            create trigger close_ledger before insert on public.frozen for each row execute function public.close_ledger();
            create table public.swallowed (id int generated always as identity, name text not null);
            create function public.swallow() returns trigger language plpgsql as $$ begin return null; end $$;
            create trigger swallow before insert on public.swallowed for each row execute function public.swallow();
            """
        );
        var (frozen, swallowed) = (
            await RefusalAsync(() => scene.InsertAsync("frozen")),
            await RefusalAsync(() => scene.InsertAsync("swallowed"))
        );
        Assert.Multiple(() =>
        {
            Assert.That(frozen.ServerMessage, Is.EqualTo("P0001 the ledger is closed"));
            Assert.That(swallowed.ServerMessage, Is.EqualTo("a trigger dropped the row"));
        });
    }

    [Test]
    public async Task A_sign_up_trigger_that_refuses_is_reported()
    {
        await using var scene = await WithAsync(
            """
            create function public.closed() returns trigger language plpgsql as $$ begin raise exception 'sign-up is closed'; end $$;
            create trigger closed before insert on auth.users for each row execute function public.closed();
            """
        );
        var e = await RefusalAsync(() => scene.Maker.SignUpAsync("Ada"));
        Assert.That((e.Table, e.ServerMessage), Is.EqualTo((TableName.Users, "P0001 sign-up is closed")));
    }

    [Test]
    public async Task A_deferred_trigger_that_requires_a_later_row_is_no_obstacle()
    {
        await using var scene = await WithAsync(
            """
            create table public.teams (id int primary key, name text not null);
            create table public.members (team_id int references public.teams, user_id uuid);
            create function public.team_has_member() returns trigger language plpgsql as $$
            begin
              if not exists (select from public.members m where m.team_id = new.id) then
                raise exception 'team % has no member', new.id using errcode = '23514';
              end if;
              return null;
            end $$;
            create constraint trigger team_has_member after insert on public.teams deferrable initially deferred
              for each row execute function public.team_has_member();
            """
        );
        var team = await scene.InsertAsync("teams");
        Assert.That(await scene.ScalarAsync($"select count(*)::text from public.teams where id = {team["id"]}"), Is.EqualTo("1"));
        Assert.That(
            await scene.ScalarAsync("select tgenabled::text from pg_trigger where tgname = 'team_has_member'"),
            Is.EqualTo("O"),
            "the trigger is enabled again"
        );
        Assert.That(scene.Maker.IsUnchecked(Public("teams")), "the report says that the trigger was disabled");
    }
}
