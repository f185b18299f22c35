using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.UsageEvents.Catalog;

/// <summary>
/// The required catalog entries of <c>usage_events</c>, as the queries in this folder return them. <see cref="Task"/> is what the task
/// requires of any migrations, as a minimum. <see cref="Own"/> is the exact contract of the project's own migrations.
/// </summary>
public sealed record CatalogContract
{
    /// <summary>Whether an entry that the contract does not list violates the contract.</summary>
    public required bool IsExact { get; init; }

    /// <summary>The columns: type, nullability, default, generation expression.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The primary key, foreign keys and checks.</summary>
    public required IReadOnlyList<string> Constraints { get; init; }

    /// <summary>The indexes that belong to no constraint, also those of <c>org_members</c>.</summary>
    public required IReadOnlyList<string> Indexes { get; init; }

    /// <summary>The row level security flags and the owner of the table.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>
    /// The privileges of all roles but the owner; null if the contract has no list and only forbids privileges that no role needs.
    /// </summary>
    public IReadOnlyList<string>? Rights { get; init; }

    /// <summary>The functions that policies call, with their properties; null if the contract has no list.</summary>
    public IReadOnlyList<string>? Helpers { get; init; }

    /// <summary>Returns the contract for a set of migrations.</summary>
    public static CatalogContract For(MigrationSet migrations) => migrations.IsOwn ? Own : Task;

    /// <summary>The minimum contract: the schema that the task (TASK-1-07, "Schema") requires.</summary>
    public static CatalogContract Task { get; } =
        new()
        {
            IsExact = false,
            Columns =
            [
                "id is uuid",
                "id is not null",
                "id defaults to gen_random_uuid()",
                "org_id is uuid",
                "org_id is not null",
                "user_id is uuid",
                "action is text",
                "action is not null",
                "module_id is text",
                "tokens_input is integer",
                "tokens_input defaults to 0",
                "tokens_output is integer",
                "tokens_output defaults to 0",
                "tokens_total is integer",
                "tokens_total is generated as (tokens_input + tokens_output)",
                "metadata is jsonb",
                "metadata defaults to '{}'::jsonb",
                "created_at is timestamp with time zone",
                "created_at defaults to now()",
            ],
            Constraints =
            [
                "PRIMARY KEY (id)",
                "FOREIGN KEY (org_id) REFERENCES organizations(id) ON DELETE CASCADE",
                "FOREIGN KEY (user_id) REFERENCES auth.users(id)",
            ],
            Indexes = ["btree (org_id, created_at DESC)", "btree (action)"],
            Flags = ["row level security is on for usage_events"],
        };

    /// <summary>The exact contract of the project's own migrations: the task's schema and the additions of later migrations.</summary>
    public static CatalogContract Own { get; } =
        Task with
        {
            IsExact = true,
            Columns =
            [
                .. Task.Columns,
                "user_id defaults to auth.uid()",
                "tokens_input is not null",
                "tokens_output is not null",
                "tokens_total is not null",
                "created_at is not null",
            ],
            Constraints =
            [
                .. Task.Constraints,
                "CHECK (((tokens_input >= 0) AND (tokens_input <= 1000000000)))",
                "CHECK (((tokens_output >= 0) AND (tokens_output <= 1000000000)))",
                "CHECK (((action ~ '^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*){2}$'::text) AND (length(action) <= 200)))",
                "CHECK ((module_id = split_part(action, ':'::text, 1)))",
                "CHECK ((jsonb_typeof(metadata) = 'object'::text))",
                "CHECK ((octet_length((metadata)::text) <= 16384))",
            ],
            Indexes = [.. Task.Indexes, "btree (user_id)", "org_members btree (user_id, org_id)"],
            Flags =
            [
                .. Task.Flags,
                "row level security is on for org_members",
                "row level security holds for the owner of usage_events",
                "usage_events belongs to who runs the migrations",
            ],
            Rights =
            [
                "authenticated: select",
                "authenticated: insert (org_id)",
                "authenticated: insert (user_id)",
                "authenticated: insert (action)",
                "authenticated: insert (module_id)",
                "authenticated: insert (tokens_input)",
                "authenticated: insert (tokens_output)",
                "authenticated: insert (metadata)",
                "service_role: select",
                "service_role: insert",
            ],
            Helpers = ["private.as_index_key(uuid[]): invoker, immutable, search_path=\"\", at cost 200; callable by authenticated"],
        };
}
