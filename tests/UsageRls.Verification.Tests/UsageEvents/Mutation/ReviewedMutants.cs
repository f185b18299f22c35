using NUnit.Framework;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>Tests that each mutator makes the expected statements from a catalog.</summary>
[WithoutDatabase]
public sealed class ReviewedMutants
{
    // Each test makes the mutants again, because Stryker.NET changes the mutators' code and runs only tests that execute the changed code.
    private static IReadOnlyList<Mutant> All =>
        AllMutators.Make(SampleTarget.Target, SampleTarget.Constants, AllMutators.For(["btree (org_id, created_at DESC)"]));

    [TestCase(
        "row level security",
        """alter table public.usage_events disable row level security;""",
        """alter table public.usage_events no force row level security;""",
        """alter table public.org_members disable row level security;"""
    )]
    [TestCase("dropped policy", """drop policy record on public.usage_events;""", """drop policy own on public.org_members;""")]
    [TestCase(
        "grant taken",
        """revoke select on table public.usage_events from authenticated;""",
        """revoke insert (org_id) on table public.usage_events from authenticated;""",
        """revoke select on table public.org_members from authenticated;"""
    )]
    [TestCase("dropped constraint", """alter table public.usage_events drop constraint fk;""")]
    [TestCase("dropped default", """alter table public.usage_events alter column id drop default;""")]
    [TestCase("dropped not null", """alter table public.usage_events alter column org_id drop not null;""")]
    [TestCase("dropped generation", """alter table public.usage_events alter column total drop expression;""")]
    [TestCase("dropped trigger", """drop trigger guard on public.usage_events;""")]
    [TestCase("dropped index", """drop index public.served;""")]
    [TestCase(
        "grant option",
        """grant select on table public.usage_events to authenticated with grant option;""",
        """grant insert (org_id) on table public.usage_events to authenticated with grant option;"""
    )]
    public void Mutants_of_a_kind_have_this_SQL(string mutator, params string[] sql) =>
        Assert.That(All.Where(m => m.Mutator == mutator).Select(m => m.Sql), Is.EqualTo(sql));

    [TestCase("added policy", 15 + 4)]
    [TestCase("policy kind", 2)]
    [TestCase("policy command", 4 + 3)]
    [TestCase("policy roles", 4 + 2)]
    [TestCase("grant given", 4 * 3 - 1)]
    [TestCase("column grant", 4 + 4 + 4 + 3 + 4 + 4 + 4 + 4)]
    [TestCase("role power", 9)]
    [TestCase("table owner", 3)]
    [TestCase("function property", 4 + 2 + 1)]
    [TestCase("foreign key action", 2)]
    [TestCase("reshaped index", 4)]
    public void Mutants_of_a_kind_have_this_number(string mutator, int count) =>
        Assert.That(All.Where(m => m.Mutator == mutator), Has.Exactly(count).Items);

    [Test]
    public void A_helper_that_returns_everything_keeps_its_other_properties() =>
        Assert.That(
            All.Select(m => m.Sql),
            Does.Contain(
                "CREATE OR REPLACE FUNCTION private.mine()\nAS $function$ select m.org_id from public.org_members m  $function$\n;"
            )
        );

    [Test]
    public void A_reshaped_index_keeps_its_name_and_loses_one_thing() =>
        Assert.That(
            All.Where(m => m.Mutator == "reshaped index").Select(m => m.Sql.Split('\n')[1].Trim()),
            Is.EqualTo(
                (string[])
                    [
                        """create index served on public.usage_events using btree (created_at desc, org_id) include (total);""",
                        """create index served on public.usage_events using btree (org_id) include (total);""",
                        """create index served on public.usage_events using btree (org_id, created_at) include (total);""",
                        """create index served on public.usage_events using btree (org_id, created_at desc);""",
                    ]
            )
        );

    [Test]
    public void Mutants_have_unique_names_and_statements_and_advice() =>
        Assert.Multiple(() =>
        {
            Assert.That(All.Select(m => m.Name), Is.Unique);
            Assert.That(All.Select(m => m.Sql), Is.Unique);
            Assert.That(All.Where(m => m.Advice == ""), Is.Empty);
        });

    [Test]
    public void A_table_that_policies_only_read_gets_no_added_policy_for_a_role_without_a_grant() =>
        Assert.That(
            All.Where(m => m.Object == "table org_members" && m.Mutator == "added policy").Select(m => m.Change),
            Is.EqualTo(
                (string[])
                    [
                        "permissive true for all to public",
                        "permissive true for all to authenticated",
                        "permissive true for select to public",
                        "permissive true for select to authenticated",
                    ]
            )
        );

    [TestCase("authenticated", "authenticated", "authenticated", 1)]
    [TestCase("authenticated", "public", "public", 1)]
    [TestCase("authenticated", "anon", "authenticated", 0)]
    [TestCase("authenticated", "authenticated", "anon", 0)]
    [TestCase("service_role", "public", "public", 0)]
    [TestCase("service_role", "service_role", "service_role", 1)]
    public void SELECT_on_another_table_is_revoked_only_from_a_role_to_which_policies_of_both_tables_apply(
        string role,
        string events,
        string members,
        int count
    )
    {
        var sample = SampleTarget.Target;
        var target = sample with
        {
            Grants = [new(2, role, "select", null, false), new(2, role, "update", null, false)],
            Policies = [sample.Policies[0] with { Roles = [events] }, sample.Policies[1] with { Roles = [members] }],
        };
        Assert.That(new GrantTaken().Mutate(target, SampleTarget.Constants), Has.Exactly(count).Items);
    }

    [Test]
    public void Mutants_of_the_odd_catalog_are_those_that_a_person_reviewed()
    {
        var mutants = AllMutators.Make(OddTarget.Target, SampleTarget.Constants, AllMutators.For(["one", "two"]));
        var found = string.Concat(mutants.Select(m => $"-- {m.Name}{(m.ChangesRoles ? " · changes roles" : "")}\n{m.Sql}\n"));
        ApprovedText.Matches("UsageEvents/Mutation/odd_mutants.sql", found);
    }
}
