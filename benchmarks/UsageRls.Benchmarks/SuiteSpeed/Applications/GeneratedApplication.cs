using System.Globalization;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>
/// Generates an application of any size: teams, members with roles, and tables that belong to teams, all with row level security policies.
/// </summary>
internal static class GeneratedApplication
{
    private const string First = """
        create type public.team_role as enum ('owner', 'editor', 'viewer');
        create table public.teams (id uuid primary key default gen_random_uuid(), name text not null,
          created_at timestamptz not null default now());
        create table public.team_members (
          team_id uuid not null references public.teams on delete cascade, user_id uuid not null references auth.users on delete cascade,
          role public.team_role not null default 'viewer', primary key (team_id, user_id));
        create schema private;
        grant usage on schema private to authenticated;
        create function private.in_team(team uuid, roles public.team_role[]) returns boolean language sql stable security definer
          set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())
            and m.role = any (roles)) $$;
        revoke all on function private.in_team from public;
        grant execute on function private.in_team to authenticated;
        alter table public.teams enable row level security;
        alter table public.team_members enable row level security;
        revoke all on public.teams, public.team_members from public, anon, authenticated, service_role;
        grant select on public.teams, public.team_members to authenticated;
        create policy "Members see their teams" on public.teams for select to authenticated
          using (private.in_team(id, '{owner,editor,viewer}'));
        create policy "Members see their own membership" on public.team_members for select to authenticated
          using (user_id = (select auth.uid()));
        """;

    /// <summary>
    /// The migrations of a generated application. The first migration creates teams and memberships, the next migrations create one table
    /// each, and each of the others changes one table.
    /// </summary>
    /// <param name="tables">The number of tables, including the two for teams and memberships.</param>
    /// <param name="migrations">The number of migrations, at least one less than the number of tables.</param>
    /// <param name="changeAccess">Whether every third of these changes replaces a policy; if false, none does.</param>
    public static MigrationSet Create(int tables, int migrations, bool changeAccess = true)
    {
        var made = new List<Migration> { Named(0, "teams", First) };
        for (var i = 0; i < tables - 2; i++)
            made.Add(Named(made.Count, $"things_{i}", Table(i)));
        for (var i = 0; made.Count < migrations; i++)
            made.Add(Named(made.Count, $"change_{i}", Change(changeAccess ? i : i - (i % 3) + (i % 2), tables - 2)));
        return new MigrationSet($"generated, {tables} tables and {migrations} migrations", made);
    }

    /// <summary>Writes the migrations of a generated application to a folder, so that the suite can verify them.</summary>
    public static void Write(string folder, int tables, int migrations)
    {
        Directory.CreateDirectory(folder);
        foreach (var migration in Create(tables, migrations).Migrations)
            File.WriteAllText(Path.Combine(folder, migration.FileName), migration.Sql);
    }

    private static Migration Named(int number, string name, string sql)
    {
        var time = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(number);
        return Migration.Create($"{time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}_{name}.sql", sql);
    }

    // Every third table belongs to a team through a foreign key to the table before it.
    private static string Table(int i)
    {
        var (name, isPart) = ($"public.things_{i}", i % 3 == 2);
        var belongs = isPart
            ? $"parent_id bigint not null references public.things_{i - 1} on delete cascade"
            : "team_id uuid not null references public.teams on delete cascade";
        string In(string roles) =>
            isPart
                ? $"exists (select from public.things_{i - 1} p where p.id = parent_id and private.in_team(p.team_id, '{roles}'))"
                : $"private.in_team(team_id, '{roles}')";
        return $$"""
            create table {{name}} (
              id bigint generated always as identity primary key, {{belongs}},
              author_id uuid not null default auth.uid() references auth.users,
              title text not null check (length(title) between 1 and 200), state text not null default 'open'
                check (state in ('open', 'done')),
              amount numeric(12, 2) not null default 0 check (amount >= 0), tags text[] not null default '{}',
                details jsonb not null default '{}',
              due date, created_at timestamptz not null default now());
            alter table {{name}} enable row level security;
            revoke all on {{name}} from public, anon, authenticated, service_role;
            grant select, insert, update, delete on {{name}} to authenticated;
            create policy "Members see" on {{name}} for select to authenticated using ({{In("{owner,editor,viewer}")}});
            create policy "Editors add" on {{name}} for insert to authenticated
              with check (author_id = (select auth.uid()) and {{In("{owner,editor}")}});
            create policy "Editors change" on {{name}} for update to authenticated
              using ({{In("{owner,editor}")}}) with check ({{In("{owner,editor}")}});
            create policy "Owners remove" on {{name}} for delete to authenticated using ({{In("{owner}")}});
            """;
    }

    // Of three changes two do not change access: an index and a comment. The third replaces a policy.
    private static string Change(int i, int things)
    {
        var name = $"public.things_{i % things}";
        return (i % 3) switch
        {
            0 => $"create index on {name} (due) where state = 'open'; -- {i}",
            1 => $"comment on table {name} is 'Changed {i} times';",
            _ => $"""
                drop policy if exists "Change" on {name};
                create policy "Change" on {name} for select to authenticated using (false and {i} > 0);
                """,
        };
    }
}
