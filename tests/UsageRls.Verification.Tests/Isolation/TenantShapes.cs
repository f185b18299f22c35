using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests tables whose key or tenant is not a plain uuid column: each table is verified against its intent, and a leak is found.
/// </summary>
public sealed class TenantShapes
{
    private const string Teams = """
        create table teams (id bigint generated always as identity primary key, name text not null);
        create table team_members (team_id bigint references teams, user_id uuid references auth.users, primary key (team_id, user_id));
        alter table teams enable row level security;
        alter table team_members enable row level security;
        create schema private;
        grant usage on schema private to authenticated;
        create function private.in_team(team bigint) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())) $$;

        """;

    private static IEnumerable<TestCaseData> Shapes =>
        [
            SlowShape(
                "a bigint identity key",
                "select: members\n    insert: members, as author",
                """
                create table notes (
                  id bigint generated always as identity primary key, team_id bigint not null references teams,
                  author uuid not null default auth.uid() references auth.users, line text not null);
                alter table notes enable row level security;
                revoke all on notes from public, anon, authenticated;
                grant select on notes to authenticated;
                grant insert (team_id, author, line) on notes to authenticated;
                create policy r on notes for select to authenticated using (private.in_team(team_id));
                create policy w on notes for insert to authenticated with check (private.in_team(team_id) and author = (select auth.uid()));
                """,
                "alter policy w on notes with check (author = (select auth.uid()))",
                "stranger: insert of a row of team 1 by stranger is possible, though the intent denies it"
            ),
            Shape(
                "a tenant two foreign keys away, which must name one of its members",
                "select: members\n    delete: members",
                """
                alter table teams add column head uuid not null;
                alter table teams add foreign key (id, head) references team_members (team_id, user_id) deferrable initially deferred;
                create table projects (id bigint generated always as identity primary key, team_id bigint not null references teams,
                  name text not null);
                create table tasks (id bigint generated always as identity primary key, project_id bigint not null references projects,
                  name text not null);
                create table notes (id bigint generated always as identity primary key, task_id bigint not null references tasks,
                  line text not null);
                alter table projects enable row level security;
                alter table tasks enable row level security;
                alter table notes enable row level security;
                revoke all on projects, tasks, notes from public, anon, authenticated;
                grant select, delete on notes to authenticated;
                create function private.team_of(task bigint) returns bigint language sql stable security definer set search_path = ''
                  as $$ select p.team_id from public.tasks t join public.projects p on p.id = t.project_id where t.id = task $$;
                create policy r on notes for select to authenticated using (private.in_team(private.team_of(task_id)));
                create policy d on notes for delete to authenticated using (private.in_team(private.team_of(task_id)));
                """,
                "alter policy r on notes using (private.team_of(task_id) is not null)",
                "stranger: select of a row of team 1 by nobody is possible, though the intent denies it"
            ),
            Shape(
                "a tenant that may be null",
                "select: members, author\n    update: author",
                """
                create table notes (
                  id bigint generated always as identity primary key, team_id bigint references teams,
                  author uuid not null default auth.uid() references auth.users, line text not null);
                alter table notes enable row level security;
                revoke all on notes from public, anon, authenticated;
                grant select, update (line) on notes to authenticated;
                create policy r on notes for select to authenticated using (author = (select auth.uid()) or private.in_team(team_id));
                create policy u on notes for update to authenticated using (author = (select auth.uid()));
                """,
                "alter policy r on notes using (team_id is null or author = (select auth.uid()) or private.in_team(team_id))",
                "stranger 2: select of a row of stranger is possible, though the intent denies it"
            ),
            SlowShape(
                "a number that each tenant gives for itself",
                "select: members",
                """
                create table patients (team_id bigint references teams, number int check (number > 0), primary key (team_id, number));
                create table notes (
                  id bigint generated always as identity primary key, team_id bigint not null, number int not null, line text not null,
                  foreign key (team_id, number) references patients (team_id, number));
                alter table patients enable row level security;
                alter table notes enable row level security;
                revoke all on patients, notes from public, anon, authenticated;
                grant select on patients, notes to authenticated;
                create policy r on patients for select to authenticated using (private.in_team(team_id));
                create policy r on notes for select to authenticated
                  using (exists (select from patients p where p.team_id = notes.team_id and p.number = notes.number));
                """,
                "alter policy r on notes using (exists (select from patients p where p.number = notes.number))",
                "member of team 1: select of a row of team 2 by nobody is possible, though the intent denies it"
            ),
            SlowShape(
                "no author",
                "select: members\n    insert: members",
                """
                create table notes (
                  id bigint generated always as identity primary key, team_id bigint not null references teams, line text not null);
                alter table notes enable row level security;
                revoke all on notes from public, anon, authenticated;
                grant select, insert on notes to authenticated;
                create policy r on notes for select to authenticated using (private.in_team(team_id));
                create policy w on notes for insert to authenticated with check (private.in_team(team_id));
                """,
                "alter policy w on notes with check (true)",
                "stranger: insert of a row of team 1 by nobody is possible, though the intent denies it"
            ),
            Shape(
                "an author one foreign key away",
                "author: task_id -> public.tasks.author\n    select: members\n    insert: members",
                """
                create table tasks (id bigint generated always as identity primary key, team_id bigint not null references teams,
                  author uuid not null references auth.users, name text not null);
                create table notes (id bigint generated always as identity primary key, task_id bigint not null references tasks,
                  line text not null);
                alter table tasks enable row level security;
                alter table notes enable row level security;
                revoke all on tasks, notes from public, anon, authenticated;
                grant select, insert on notes to authenticated;
                create function private.team_of(task bigint) returns bigint language sql stable security definer set search_path = ''
                  as $$ select t.team_id from public.tasks t where t.id = task $$;
                create policy r on notes for select to authenticated using (private.in_team(private.team_of(task_id)));
                create policy w on notes for insert to authenticated with check (private.in_team(private.team_of(task_id)));
                """,
                "alter policy w on notes with check (true)",
                "stranger: insert of a row of team 1 by member of team 1 is possible, though the intent denies it"
            ),
        ];

    [TestCaseSource(nameof(Shapes))]
    public async Task Are_verified_against_the_intent_and_a_leak_is_found(string intent, string sql, string leak, string finding)
    {
        Assert.That(await AgainstIntentAsync(intent, sql), Is.Empty);
        Assert.That(await AgainstIntentAsync(intent, $"{sql}\n{leak};"), Has.Some.EqualTo(finding));
    }

    private static async Task<IReadOnlyList<string>> AgainstIntentAsync(string intent, string sql)
    {
        await using var database = await SmallApplication.ApplyAsync(Teams + sql, GrantBaseline.Explicit);
        var file = IntentFile.Parse($"tables:\n  public.notes:\n    {intent}\n");
        var report = await new TableMutation(database, file, new TableName("public", "notes")) { Mutants = _ => false }.RunAsync(
            WorldSeed.Default.Value
        );
        return [.. report.Claims.SelectMany(c => c.Before).Distinct(StringComparer.Ordinal)];
    }

    private static TestCaseData Shape(string name, string intent, string sql, string leak, string finding) =>
        new TestCaseData(intent, sql, leak, finding).SetArgDisplayNames(name);

    private static TestCaseData SlowShape(string name, string intent, string sql, string leak, string finding) =>
        Shape(name, intent, sql, leak, finding).Slow();
}
