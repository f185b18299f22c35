using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>A catalog as the suite would read it from a server, for tests without a server.</summary>
internal static class SampleTarget
{
    public const string Check =
        "((user_id = ( SELECT auth.uid() AS uid)) AND (org_id IN ( SELECT m.org_id\n   FROM public.org_members "
        + "m\n  WHERE (m.user_id = ( SELECT auth.uid() AS uid)))))";

    public static MutationConstants Constants { get; } =
        new(new("public", "organizations"), "00000000-0000-0000-0000-0000000000b1", Guid.Parse("00000000-0000-0000-0000-000000000002"));

    private static TargetTable Events { get; } = new(1, "public", "usage_events", RowSecurity: true, Forced: true, IsTarget: true);

    private static TargetTable Members { get; } = new(2, "public", "org_members", RowSecurity: true, Forced: false, IsTarget: false);

    public static MutationTarget Target { get; } =
        new()
        {
            Tables = [Events, Members],
            Columns =
            [
                new(1, "id", "uuid", true, false, "gen_random_uuid()", true, null),
                new(1, "org_id", "uuid", true, false, null, false, "public.organizations"),
                new(1, "user_id", "uuid", false, false, null, false, "auth.users"),
                new(1, "total", "integer", false, true, null, false, null),
                new(2, "org_id", "uuid", true, false, null, true, "public.organizations"),
                new(2, "user_id", "uuid", true, false, null, true, "auth.users"),
            ],
            Policies =
            [
                new(1, "record", true, "insert", ["authenticated"], null, Check),
                new(2, "own", true, "select", ["authenticated"], "(user_id = auth.uid())", null),
            ],
            Functions =
            [
                new(
                    "private",
                    "mine",
                    "private.mine()",
                    "sql",
                    true,
                    false,
                    false,
                    true,
                    true,
                    " select m.org_id from public.org_members m where m.user_id = auth.uid() ",
                    "CREATE OR REPLACE FUNCTION private.mine()\nAS $function$ select m.org_id "
                        + "from public.org_members m where m.user_id = auth.uid() $function$\n",
                    ["authenticated"]
                ),
            ],
            Grants =
            [
                new(1, "authenticated", "select", null, false),
                new(1, "authenticated", "insert", "org_id", false),
                new(2, "authenticated", "select", null, false),
            ],
            Constraints =
            [
                new(1, "fk", "f", "FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE"),
                new(2, "other", "c", "CHECK (true)"),
            ],
            Indexes =
            [
                new(
                    1,
                    "public",
                    "served",
                    "btree",
                    false,
                    ["org_id", "created_at"],
                    [false, true],
                    ["total"],
                    null,
                    "btree (org_id, created_at DESC)"
                ),
                new(1, "public", "extra", "btree", false, ["user_id"], [false], [], null, "btree (user_id)"),
            ],
            Triggers = [new(1, "guard")],
            Privileges = ["select", "insert", "update"],
        };

    public static RewriteContext InPolicy { get; } = new(Target, Events, Constants);

    public static RewriteContext InFunction { get; } = new(Target, null, Constants);
}
