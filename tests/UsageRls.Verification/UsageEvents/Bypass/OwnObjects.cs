using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Attacks by tables and triggers that the attacker creates, and an attack on the next table of a migration.</summary>
internal static class OwnObjects
{
    /// <summary>The attacker attaches a trigger to <c>usage_events</c>.</summary>
    public static Probe TriggerSpy =>
        new(
            "trigger_spy",
            Severity.Medium,
            Probes.Table,
            "By direct SQL, the attacker creates a trigger on the table, which then runs on rows that other users write.",
            "revoke trigger on public.usage_events from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(
                        Canary.Member,
                        """
                        create function pg_temp.spy() returns trigger language plpgsql as $$ begin raise notice '%', new;
                          return new; end $$;
                        create trigger usage_rls_spy before insert on public.usage_events for each row execute function pg_temp.spy()
                        """
                    ),
                    new(Canary.Victim, Canary.Insert),
                ],
            ],
            Door =
                "grant trigger, insert on public.usage_events to authenticated; create policy usage_rls_door on "
                + "public.usage_events for insert to authenticated with check (true)",
            // An error that shows the victim its own row is no leak.
            Leak = seen => seen.Lines.FirstOrDefault(line => line.StartsWith("notice:", StringComparison.Ordinal) && Canary.IsIn(line)),
        };

    /// <summary>The attacker refers to rows by a foreign key, and so learns whether they exist.</summary>
    public static Probe ReferenceOracle =>
        new(
            "reference_oracle",
            Severity.Medium,
            Probes.Table,
            "By direct SQL, with a foreign key from its own table, the attacker learns which events of any organisation exist.",
            "revoke references on public.usage_events from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(null, "create schema usage_rls_own; grant create, usage on schema usage_rls_own to authenticated"),
                    new(
                        Canary.Member,
                        $"create table usage_rls_own.mine (event uuid references public.usage_events (id)); insert into "
                            + $"usage_rls_own.mine values ('{Canary.Event.Id}'); select 'it exists'"
                    ),
                ],
            ],
            Door = "grant references on public.usage_events to authenticated",
            Leak = seen => seen.Lines.FirstOrDefault(line => line == "it exists"),
        };

    /// <summary>The attacker reads the next table that a migration creates.</summary>
    /// <param name="owner">The role that owns the table.</param>
    public static Probe NextTable(string owner) =>
        new(
            "next_table",
            Severity.Medium,
            "the next table in public",
            "Default privileges open each new table of a migration to every signed-in user until a migration restricts the table.",
            "alter default privileges in schema public revoke all on tables from public, anon, authenticated;"
        )
        {
            Attacks =
            [
                [
                    new(
                        new Caller("who runs the migrations", owner),
                        $"create table public.usage_rls_next (body text); insert into public.usage_rls_next values "
                            + $"({SqlText.Literal(Canary.World.Organizations.First(o => o.Id == Canary.Organization).Name)})"
                    )
                    {
                        IsHeard = false,
                    },
                    new(Canary.Member, "select * from public.usage_rls_next"),
                ],
            ],
            Door =
                $"alter default privileges for role {SqlText.Identifier(owner)} in schema public grant select on tables to authenticated",
        };
}
