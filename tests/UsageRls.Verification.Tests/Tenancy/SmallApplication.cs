using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Tenancy;

/// <summary>Creates databases with the platform and a small application of a few lines of SQL, without other migrations.</summary>
internal static class SmallApplication
{
    private static readonly Migration s_nothing = Migration.Create("20250101000000_nothing.sql", "select 1;");

    // The SQL at the beginning of many of the small applications.
    public const string Teams = """
        create table teams (id uuid primary key default gen_random_uuid(), name text not null);
        create table team_members (team_id uuid references teams, user_id uuid references auth.users, primary key (team_id, user_id));
        alter table teams enable row level security;
        alter table team_members enable row level security;
        create function in_team(t uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = t and m.user_id = (select auth.uid())) $$;
        create policy p on teams for select using (in_team(id));
        """;

    public static async Task<TestDatabase> ApplyAsync(string sql, GrantBaseline baseline = GrantBaseline.Legacy)
    {
        var database = await Laboratory.MigratedAsync([s_nothing], baseline);
        await database.ApplyAsync(Migration.Create("20250102000000_application.sql", sql));
        return database;
    }

    public static async Task<Application> ReadAsync(string sql, GrantBaseline baseline = GrantBaseline.Legacy, string? intent = null)
    {
        await using var database = await ApplyAsync(sql, baseline);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, intent is null ? null : IntentFile.Parse(intent));
        AssertLinesCanBePasted(application);
        return application;
    }

    // Asserts that the lines that each guess proposes for the intent file are a valid intent file once each `…` is replaced.
    private static void AssertLinesCanBePasted(Application application)
    {
        var guesses = application.Guesses.Concat(application.Subjects.SelectMany(s => s.Guesses.Concat(s.Exemptions)));
        foreach (var line in guesses.Select(g => g.Otherwise).OfType<string>().SelectMany(o => o.Split(", or ")))
            Assert.That(() => IntentFile.Parse(line.Replace("…", "filled in", StringComparison.Ordinal)), Throws.Nothing, line);
    }

    public static Subject Subject(this Application application, string name) =>
        application
            .Find(name.Split('.') is [var schema, var table] ? new TableName(schema, table) : new TableName("public", name))
            .Single();
}
