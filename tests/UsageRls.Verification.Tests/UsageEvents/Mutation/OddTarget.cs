using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>A catalog with examples of the special cases of the mutators.</summary>
internal static class OddTarget
{
    private const string Long = "(a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text)";

    public static MutationTarget Target { get; } =
        new()
        {
            // usage_events, the table to mutate, is neither the first table nor the one with the smallest OID.
            Tables =
            [
                new(7, "public", "org members", true, true, false),
                new(8, "public", "usage_events", true, false, true),
                new(9, "private", "notes", false, false, false),
            ],
            Columns =
            [
                new(7, "org_id", "uuid", true, false, null, true, "organizations"),
                new(8, "id", "bigint", true, false, null, true, null),
                new(8, "org_id", "uuid", true, false, "'00000000-0000-0000-0000-000000000000'::uuid", false, "public.organizations"),
                new(8, "odd \"name\"", "text", false, true, null, false, null),
                new(8, "other_org", "uuid", false, false, null, false, "public.organizations"),
                new(9, "n", "integer", true, true, "1", false, null),
            ],
            Policies =
            [
                new(7, "seen", true, "select", ["public"], "(org_id IS NOT NULL)", null),
                new(7, "kept", true, "update", ["authenticated", "anon"], "(org_id = auth.uid())", "(NOT (org_id = auth.uid()))"),
                new(
                    8,
                    "all of it",
                    false,
                    "all",
                    ["public"],
                    "((org_id = auth.uid()) OR (other_org <> auth.uid()))",
                    "((org_id <> auth.uid()) AND (org_id <> auth.uid()))"
                ),
                new(8, "gone", true, "delete", ["authenticated"], "true", null),
                new(8, "changed", true, "update", ["anon", "authenticated"], Long, null),
                new(9, "read", true, "select", ["authenticated"], "true", null),
            ],
            Functions =
            [
                Function(
                    "text",
                    "plpgsql",
                    definer: false,
                    isVolatile: true,
                    parsed: false,
                    pinned: false,
                    priced: false,
                    "begin return a >= 1; end",
                    ["public"]
                ),
                Function(
                    "parsed",
                    "sql",
                    definer: true,
                    isVolatile: false,
                    parsed: true,
                    pinned: true,
                    priced: true,
                    "BEGIN ATOMIC SELECT a WHERE b; END",
                    ["anon", "service_role"]
                ),
                Function("compiled", "c", definer: true, isVolatile: false, parsed: false, pinned: true, priced: false, "a = b", []),
                new(
                    "private",
                    "without_text",
                    "private.without_text()",
                    "sql",
                    true,
                    true,
                    false,
                    true,
                    false,
                    "a = b",
                    "its definition does not hold its body",
                    ["public", "anon"]
                ),
            ],
            Grants =
            [
                new(7, "authenticated", "select", null, false),
                new(7, "anon", "update", "org_id", false),
                new(7, "service_role", "select", null, false),
                new(8, "authenticated", "select", null, true),
                new(8, "authenticated", "insert", "odd \"name\"", false),
                new(8, "somebody", "select", null, false),
                new(8, "public", "delete", null, false),
                new(8, "service_role", "insert", null, false),
                new(9, "authenticated", "select", null, false),
                new(9, "service_role", "select", null, false),
                new(9, "anon", "insert", null, false),
            ],
            Constraints =
            [
                new(8, "plain", "f", "FOREIGN KEY (org_id) REFERENCES public.organizations(id)"),
                new(8, "nulling", "f", "FOREIGN KEY (other_org) REFERENCES public.organizations(id) ON DELETE SET NULL (other_org)"),
                new(8, "strict", "f", "FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE RESTRICT"),
                new(8, "check", "c", "CHECK (true)"),
                new(9, "elsewhere", "f", "FOREIGN KEY (n) REFERENCES public.organizations(id)"),
            ],
            Indexes =
            [
                new(8, "public", "one key", "btree", true, ["org_id"], [false], [], "(id > 0)", "one"),
                new(8, "public", "two", "btree", true, ["org_id", "id"], [true, false], [], "(id > 0)", "two"),
                new(8, "public", "unclaimed", "btree", false, ["id"], [true], ["org_id"], null, "three"),
            ],
            Triggers = [new(8, "fill \"it\""), new(9, "elsewhere")],
            Privileges = ["select", "insert", "delete"],
        };

    private static TargetFunction Function(
        string name,
        string language,
        bool definer,
        bool isVolatile,
        bool parsed,
        bool pinned,
        bool priced,
        string body,
        IReadOnlyList<string> executors
    ) =>
        new(
            "private",
            name,
            $"private.{name}()",
            language,
            definer,
            isVolatile,
            parsed,
            pinned,
            priced,
            parsed ? "" : body,
            $"CREATE FUNCTION private.{name}() {body} -- end",
            executors
        );
}
