using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests after which statements the timeline reads the catalog entries of all tables again.</summary>
public sealed class TimelineCatalog
{
    private static readonly string[] s_changing =
    [
        "grant select on notes to authenticated",
        "grant update (line) on notes to authenticated",
        "revoke update (line) on notes from authenticated",
        "revoke select on notes from authenticated",
        "alter table notes disable row level security",
        "alter table notes force row level security",
        "create policy p on notes using (state = 'open' and in_house(line))",
        "alter policy p on notes using (state = 'open')",
        "drop policy p on notes; create policy p on notes using (in_house(line))",
        "create or replace function in_house(line text) returns boolean language sql as 'select false'",
        "revoke execute on function in_house(text) from public",
        "alter table notes alter line set default 'a'",
        "alter table notes rename line to text",
        "alter type note_state rename value 'open' to 'ready'",
        "create function stop() returns trigger language plpgsql as 'begin return null; end'",
        "create trigger t before insert on notes for each row execute function stop()",
        "alter table notes disable trigger t",
        "drop trigger t on notes",
        "drop policy p on notes",
        "drop function stop()",
        "grant usage on schema rooms to authenticated",
        "drop schema rooms",
        "drop table notes",
    ];

    private static readonly string[] s_quiet =
    [
        "create index on notes (line)",
        "comment on table notes is 'notes of anybody'",
        "insert into notes (line) values ('a')",
        "analyze notes",
    ];

    [Test]
    public async Task The_catalog_counts_as_changed_only_after_statements_that_can_change_access()
    {
        await using var database = await SmallApplication.ApplyAsync(
            """
            create schema rooms;
            create type note_state as enum ('open', 'done');
            create table notes (id uuid primary key default gen_random_uuid(), line text, state note_state not null default 'open');
            create index on notes (state);
            alter table notes enable row level security;
            create function in_house(line text) returns boolean language sql as 'select true';
            """,
            GrantBaseline.Explicit
        );
        var catalog = new CatalogChanges(database);
        Assert.That(await catalog.AreThereAsync(default), "the first reading counts as a change");
        using (Assert.EnterMultipleScope())
        {
            foreach (var (sql, isChanging) in s_quiet.Select(q => (q, false)).Concat(s_changing.Select(c => (c, true))))
            {
                await database.ExecuteAsync(sql);
                Assert.That(await catalog.AreThereAsync(default), Is.EqualTo(isChanging), sql);
                Assert.That(await catalog.AreThereAsync(default), Is.False, $"the second reading after {sql}");
            }
        }
    }
}
