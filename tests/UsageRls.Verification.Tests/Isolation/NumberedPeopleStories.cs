using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests an application whose memberships name people by a number of their own, not by the user's id. A crew must have a member, which a
/// deferred trigger checks at the end of the transaction.
/// </summary>
public sealed class NumberedPeopleStories
{
    private const string Crews = """
        create schema private;
        grant usage on schema private to authenticated;
        create table people (number bigint generated always as identity (start with 1001) primary key,
          login uuid unique references auth.users on delete set null, name text not null default 'new');
        create table crews (code text primary key check (code ~ '^[A-Z]{3,12}$'), title text not null);
        create table bookings (crew text not null references crews, person bigint not null references people,
          state text not null default 'asked' check (state in ('asked', 'confirmed')), primary key (crew, person));
        alter table people enable row level security;
        alter table crews enable row level security;
        alter table bookings enable row level security;
        create function private.me() returns bigint language sql stable security definer set search_path = ''
          as $$ select p.number from public.people p where p.login = (select auth.uid()) $$;
        create function private.crews() returns text[] language sql stable security definer set search_path = ''
          as $$ select coalesce(array_agg(b.crew), '{}') from public.bookings b where b.person = private.me() and b.state = 'confirmed' $$;
        create function private.number_login() returns trigger language plpgsql security definer set search_path = '' as $$
        begin insert into public.people (login) values (new.id); return null; end $$;
        create trigger number_login after insert on auth.users for each row execute function private.number_login();
        create function private.crew_has_member() returns trigger language plpgsql security definer set search_path = '' as $$
        begin
          if not exists (select from public.bookings b where b.crew = new.code) then
            raise exception 'crew % has no member', new.code using errcode = '23514';
          end if;
          return null;
        end $$;
        create constraint trigger crew_has_member after insert on crews deferrable initially deferred
          for each row execute function private.crew_has_member();
        create policy oneself on people for select to authenticated using (login = (select auth.uid()));
        create policy crew on crews for select to authenticated using (code = any ((select private.crews())::text[]));
        create policy crew on bookings for select to authenticated
          using (person = (select private.me()) or crew = any ((select private.crews())::text[]));

        """;

    private const string Confirmed = "b.crew = @.crew and b.state = 'confirmed'";

    // For each table, a policy that requires a confirmed booking in the row's crew, and one that leaves a part of this out.
    private static readonly (string Table, string Sound, string Leaking)[] s_tables =
    [
        ("sheets", "crew = any ((select private.crews())::text[])", "cardinality((select private.crews())::text[]) > 0"),
        (
            "joined_sheets",
            $"private.is_on(crew) and exists (select from bookings b join people p on p.number = b.person "
                + $"where p.login = (select auth.uid()) and {Confirmed})",
            "exists (select from bookings b join people p on p.number = b.person where p.login = (select auth.uid()) and b.crew = @.crew)"
        ),
        (
            "asked_sheets",
            $"exists (select from bookings b where b.person in (select p.number from people p where p.login = (select auth.uid())) "
                + $"and {Confirmed})",
            "exists (select from bookings b where b.person in (select p.number from people p where p.login = (select auth.uid())) "
                + "and b.state = 'confirmed')"
        ),
        ("signed_sheets", "crew = any ((select private.crews())::text[]) and writer = (select private.me())", "writer is not null"),
    ];

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_sound = new(() => FindAsync(t => t.Sound));
    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_leaking = new(() => FindAsync(t => t.Leaking));

    [Test]
    public async Task Every_table_is_verified_and_sound() =>
        Assert.That(
            (await s_sound.Value).Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => $"{f.Id} {f.Object}"),
            Is.Empty
        );

    [Test]
    public async Task Each_leak_is_found() =>
        Assert.That(
            AttackedApplication.Grave(await s_leaking.Value).Distinct(),
            Is.EquivalentTo(s_tables.Select(t => $"select public.{t.Table}"))
        );

    private static async Task<IReadOnlyList<Finding>> FindAsync(Func<(string Table, string Sound, string Leaking), string> policy)
    {
        var tables = s_tables.Select(t =>
            $"""
                create table {t.Table} (id bigint generated always as identity primary key, crew text not null references crews,
                  writer bigint not null default private.me() references people, line text not null default 'line');
                alter table {t.Table} enable row level security;
                create policy crew on {t.Table} for select to authenticated using ({policy(t).Replace(
                    "@",
                    t.Table,
                    StringComparison.Ordinal
                )});
                """
        );
        const string isOn = """
            create function private.is_on(code text) returns boolean language plpgsql stable security definer set search_path = '' as $$
            declare
              me bigint;
            begin
              select p.number into me from public.people p where p.login = (select auth.uid());
              return exists (select from public.bookings b where b.person = me and b.crew = code and b.state = 'confirmed');
            end $$;

            """;
        await using var database = await SmallApplication.ApplyAsync(Crews + isOn + string.Join('\n', tables));
        return await AttackedApplication.FindingsAsync(database);
    }
}
