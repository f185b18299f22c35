using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>A correct application with teams. The methods return the findings on it after a test has added SQL to it.</summary>
internal static class AttackedApplication
{
    private const string Sound = """
        create table teams (id uuid primary key default gen_random_uuid(), name text not null, domain text);
        create table team_members (
          team_id uuid not null references teams on delete cascade, user_id uuid not null references auth.users on delete cascade,
          role text not null default 'member' check (role in ('owner', 'member')), primary key (team_id, user_id));
        create table papers (
          id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
          writer uuid not null default auth.uid() references auth.users, title text not null, status text not null default 'draft',
          data jsonb not null default '{}', created_at timestamptz not null default '2024-01-01');
        create table paper_notes (id uuid primary key default gen_random_uuid(), paper_id uuid not null references papers on delete cascade,
          line text not null);
        create table traces (
          id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade, user_id uuid not null
            references auth.users, what text not null);
        alter table teams enable row level security;
        alter table team_members enable row level security;
        alter table papers enable row level security;
        alter table paper_notes enable row level security;
        alter table traces enable row level security;
        revoke all on teams, team_members, papers, paper_notes, traces from anon, authenticated;
        grant select on teams, team_members, papers, paper_notes, traces to authenticated;
        grant insert (team_id, writer, title, data) on papers to authenticated;
        create schema private;
        grant usage on schema private to authenticated;
        create function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())) $$;
        create function private.owns(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())
            and m.role = 'owner') $$;
        create policy teams_read on teams for select to authenticated using (private.in_team(id));
        create policy members_read on team_members for select to authenticated using (private.in_team(team_id));
        create policy papers_read on papers for select to authenticated using (private.in_team(team_id));
        create policy papers_write on papers for insert to authenticated with check (private.in_team(team_id)
          and writer = (select auth.uid()));
        create policy notes_read on paper_notes for select to authenticated using (exists (select from papers p where p.id = paper_id));
        create policy traces_read on traces for select to authenticated using (private.in_team(team_id));
        """;

    /// <summary>Returns the findings that fail a run, in the form <c>row-condition public.papers</c>.</summary>
    /// <param name="sql">SQL that is added to the application.</param>
    public static async Task<IReadOnlyList<string>> GraveAsync(string sql) => Grave(await FindingsAsync(sql));

    /// <summary>Returns those of the findings that fail a run, in the form <c>row-condition public.papers</c>.</summary>
    public static IReadOnlyList<string> Grave(IEnumerable<Finding> findings) => [.. findings.Where(f => f.Severity.IsGrave).Select(Name)];

    /// <summary>Returns all findings on the application with the given SQL added.</summary>
    public static async Task<IReadOnlyList<Finding>> FindingsAsync(string sql, GrantBaseline baseline = GrantBaseline.Legacy)
    {
        await using var database = await SmallApplication.ApplyAsync(Sound + sql, baseline);
        return await FindingsAsync(database);
    }

    /// <summary>Returns all findings, including findings in small worlds, on the application with the given SQL added.</summary>
    /// <param name="sql">SQL that is added to the application.</param>
    /// <param name="intent">The text of the intent file.</param>
    public static Task<IReadOnlyList<Finding>> AllInSmallWorldsAsync(string sql, string intent) =>
        FindingsInSmallWorldsAsync(Sound + sql, intent);

    /// <summary>Returns all findings, including findings in small worlds, on an application that consists of the given SQL only.</summary>
    public static async Task<IReadOnlyList<string>> AloneInSmallWorldsAsync(string sql, string? intent = null) =>
        Told(await FindingsInSmallWorldsAsync(sql, intent));

    /// <summary>Returns the findings in the form <c>Critical select public.papers: person 1 (…) sees …</c>.</summary>
    public static IReadOnlyList<string> Told(IEnumerable<Finding> findings) =>
        [.. findings.Select(f => $"{f.Severity} {Name(f)}: {f.Sentence}")];

    private static async Task<IReadOnlyList<Finding>> FindingsInSmallWorldsAsync(string sql, string? intent)
    {
        await using var database = await SmallApplication.ApplyAsync(sql);
        return await FindingsAsync(database, intent is null ? null : IntentFile.Parse(intent), inSmallWorlds: true);
    }

    private static string Name(Finding finding) => $"{finding.Id[(finding.Id.IndexOf('/') + 1)..]} {finding.Object}";

    /// <summary>
    /// Returns the findings that fail a run. Runs the example of each finding again, and returns
    /// the number of rows of the example's last query; -1 if a statement of the example fails.
    /// </summary>
    public static async Task<IReadOnlyList<(string Finding, int Rows)>> ReplayAsync(string sql)
    {
        await using var database = await SmallApplication.ApplyAsync(Sound + sql);
        var replayed = new List<(string, int)>();
        foreach (var finding in (await FindingsAsync(database)).Where(f => f.Severity.IsGrave))
            replayed.Add(($"{finding.Id} {finding.Object}", await RowsAsync(database, finding.Example!)));
        return replayed;
    }

    private static async Task<int> RowsAsync(TestDatabase database, string script)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        try
        {
            await using var command = new NpgsqlCommand(script, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = 0;
            do
            {
                if (reader.FieldCount == 0 || reader.GetName(0) == "set_config")
                    continue;
                rows = 0;
                while (await reader.ReadAsync())
                    rows++;
            } while (await reader.NextResultAsync());
            return rows;
        }
        catch (PostgresException)
        {
            return -1;
        }
    }

    /// <summary>Returns the causes that the console shows if a second migration adds the given SQL to the application.</summary>
    public static async Task<IReadOnlyList<Cause>> CausesAsync(string sql)
    {
        var migrations = new MigrationSet("/application", [Migration.Create("1_sound.sql", Sound), Migration.Create("2_change.sql", sql)]);
        await using var database = await (
            await (await Laboratory.ServerAsync()).TemplateAsync(migrations, GrantBaseline.Legacy)
        ).CloneAsync();
        return Cause.From((await FindingsAsync(database)).Where(f => f.Severity.IsGrave));
    }

    /// <summary>Returns the console output about small worlds.</summary>
    public static async Task<IReadOnlyList<string>> WorldsAsync(string sql)
    {
        await using var database = await SmallApplication.ApplyAsync(Sound + sql);
        var report = await RunAsync(database, intent: null, inSmallWorlds: true);
        return [.. report.Worlds.Select(w => w.ToString())];
    }

    /// <summary>Returns the findings of both grant baselines on an application that consists of the given SQL only.</summary>
    public static async Task<IReadOnlyList<Finding>> OnBothBaselinesAsync(string sql)
    {
        var reports = new List<IsolationReport>();
        foreach (var baseline in Enum.GetValues<GrantBaseline>())
        {
            await using var database = await SmallApplication.ApplyAsync(sql, baseline);
            reports.Add(await RunAsync(database, intent: null, inSmallWorlds: false));
        }
        return IsolationFindings.From(reports);
    }

    public static async Task<IReadOnlyList<Finding>> FindingsAsync(
        TestDatabase database,
        IntentFile? intent = null,
        bool inSmallWorlds = false
    ) => IsolationFindings.From([await RunAsync(database, intent, inSmallWorlds)]);

    private static async Task<IsolationReport> RunAsync(TestDatabase database, IntentFile? intent, bool inSmallWorlds)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        var application = await Discovery.ReadAsync(connection, intent);
        return await IsolationRun.RunAsync(database, application, schema, seed: 7, new() { InSmallWorlds = inSmallWorlds });
    }
}
