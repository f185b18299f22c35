using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>
/// Finds the policy, flag, grant or role that allows or denies an attempt: repeats the attempt with policies dropped or added, instead of
/// reading expressions. Every change is rolled back.
/// </summary>
/// <param name="connection">The administrator's connection, inside a transaction; it must be allowed to change the table.</param>
/// <param name="statements">Finds the statements of the migrations.</param>
public sealed class ResponsibleRule(NpgsqlConnection connection, StatementLocator statements)
{
    /// <summary>Finds the policy, flag, grant, role or other object that allows an attempt.</summary>
    public async Task<Responsible> OfAccessAsync(Attempted attempted, CancellationToken cancellation = default)
    {
        // A caller can lock only rows that the select policies show, so the select policies are responsible.
        if (attempted is { Command: Command.Lock, Row: not null })
            attempted = attempted with { Command = Command.Select };
        var retry = new Retry(connection, attempted);
        if (!await retry.SucceedsAsync("", cancellation))
            return new(ResponsibleKind.Unknown, $"access to {attempted.Table}", "could not be repeated, so its cause is unknown");

        var (table, facts) = (
            attempted.Table,
            await RelationFacts.ReadAsync(connection, attempted.Table, attempted.Caller.Role, cancellation)
        );
        var grant = await new GrantOrigin(connection, statements).DescribeAsync(
            table,
            attempted.Command,
            attempted.Caller.Role,
            cancellation
        );
        if (attempted.Command is Command.Truncate or Command.Define or Command.Lock)
            return new(ResponsibleKind.Grant, grant.Object, $"allow this access: {grant.Text}") { Place = grant.Place };
        if (facts.Kind is not ("r" or "p"))
        {
            return new(ResponsibleKind.Object, $"{facts.KindWord} {table}", facts.ActsAs)
            {
                Grant = grant.Text,
                Place = statements.Creation(facts.KindWord, table.Name),
            };
        }

        if (!facts.IsRowSecurityOn)
        {
            return new(
                ResponsibleKind.RowSecurityFlag,
                $"row level security of {table}",
                "is off: a role with the privilege reaches every row"
            )
            {
                Grant = grant.Text,
                Place = statements.Last("disable", "row", "level", "security", table.Name) ?? statements.Creation(table.Name),
                Undo = $"alter table {table.Sql} enable row level security",
            };
        }
        if (facts.Bypass != "")
        {
            return new(ResponsibleKind.Role, $"role {attempted.Caller.Role}", $"{facts.Bypass}: policies do not apply to it")
            {
                Grant = grant.Text,
            };
        }

        var permissive = (await TablePolicy.ReadAsync(connection, table, attempted.Caller.Role, cancellation))
            .Where(p => p.IsPermissive && p.Decides(attempted.Command))
            .ToArray();
        var alone = await AloneAsync(retry, attempted, permissive, cancellation);
        if (alone.Count == 0)
        {
            return new(
                ResponsibleKind.Object,
                $"something that {attempted.Command.ToString().ToLowerInvariant()} on {table} calls",
                "reaches the row, which no single policy allows: a trigger, a function with other privileges, or several policies together"
            )
            {
                Grant = grant.Text,
            };
        }

        var first = alone[0];
        return new(
            ResponsibleKind.Policy,
            $"policy \"{first.Name}\" on {table}",
            alone.Count == 1
                ? "allows this access"
                : $"allows this access, and so {(alone.Count == 2 ? "does" : "do")} "
                    + $"{string.Join(", ", alone.Skip(1).Select(p => $"\"{p.Name}\""))}"
        )
        {
            Expression = first.Expression(attempted.Command),
            Values = await ValuesAsync(retry, attempted, first, cancellation),
            Grant = grant.Text,
            Undo = $"drop policy {SqlText.Identifier(first.Name)} on {table.Sql}",
            Place = statements.Policy(first.Name, table.Name),
        };
    }

    /// <summary>Finds the policy, missing policy, missing privilege or failing trigger that denies an attempt.</summary>
    public async Task<Responsible> OfDenialAsync(Attempted attempted, CancellationToken cancellation = default)
    {
        var (table, word) = (attempted.Table, attempted.Command.ToString().ToLowerInvariant());
        var retry = new Retry(connection, attempted);
        if (await retry.SucceedsAsync("", cancellation))
            return new(ResponsibleKind.Unknown, $"refusal on {table}", "could not be repeated, so its cause is unknown");
        if (
            retry.Refusal is { SqlState: PostgresErrorCodes.InsufficientPrivilege } refusal
            && refusal.MessageText.StartsWith("permission denied for", StringComparison.Ordinal)
        )
        {
            return new(
                ResponsibleKind.Grant,
                $"grants on {refusal.MessageText.Split(' ')[^1]}",
                $"lack a privilege that {attempted.Caller.Role} needs: {refusal.MessageText}"
            )
            {
                Place = statements.Last("revoke", refusal.MessageText.Split(' ')[^1]),
            };
        }

        var error = retry.Refusal;
        if (
            error is not null
            && !IsRefusal(error)
            && await new DefectiveRule(connection, statements).FindAsync(attempted, cancellation) is { } defect
        )
        {
            return defect;
        }

        var policies = (await TablePolicy.ReadAsync(connection, table, attempted.Caller.Role, cancellation)).ToArray();
        foreach (var restrictive in policies.Where(p => !p.IsPermissive && p.IsOfCaller))
        {
            if (!await retry.SucceedsAsync($"drop policy {SqlText.Identifier(restrictive.Name)} on {table.Sql}", cancellation))
                continue;
            return new(ResponsibleKind.Policy, $"policy \"{restrictive.Name}\" on {table}", "is restrictive and denies this access")
            {
                Expression = restrictive.Expression(attempted.Command),
                Place = statements.Policy(restrictive.Name, table.Name),
            };
        }

        var permissive = policies.Where(p => p.IsPermissive && p.Decides(attempted.Command)).ToArray();
        if (await retry.SucceedsAsync(Open(table.Sql, word), cancellation))
            return Denied(attempted, permissive, word);
        if (await retry.SucceedsAsync($"{Open(table.Sql, word)}; {Open(table.Sql, "select")}", cancellation))
        {
            return Denied(
                attempted with
                {
                    Command = Command.Select,
                },
                [.. policies.Where(p => p.IsPermissive && p.Decides(Command.Select))],
                "select, which the statement needs to see the row"
            );
        }

        return new(
            ResponsibleKind.Unknown,
            $"{word} on {table}",
            error is null ? "is not denied by a policy" : $"is denied by {error.SqlState} {error.MessageText}"
        );
    }

    // Whether the error is a refusal: SQLSTATE 42501 from a privilege or policy, or a SQLSTATE that begins with 2 or 3, as from a
    // constraint. All other errors are defects.
    private static bool IsRefusal(PostgresException error) => error.SqlState is PostgresErrorCodes.InsufficientPrivilege or ['2', '3', ..];

    // Returns each permissive policy that allows the attempt when all other permissive policies of the command are dropped.
    private static async Task<IReadOnlyList<TablePolicy>> AloneAsync(
        Retry retry,
        Attempted attempted,
        TablePolicy[] permissive,
        CancellationToken cancellation
    )
    {
        var alone = new List<TablePolicy>();
        foreach (var policy in permissive)
        {
            var others = string.Join(
                "; ",
                permissive.Where(p => p != policy).Select(p => p.WithoutCommand(attempted.Table, attempted.Command))
            );
            if (await retry.SucceedsAsync(others, cancellation))
                alone.Add(policy);
        }
        // If the attempt also succeeds without any permissive policy, then no policy is responsible.
        var none = string.Join("; ", permissive.Select(p => p.WithoutCommand(attempted.Table, attempted.Command)));
        return alone.Count > 0 && await retry.SucceedsAsync(none, cancellation) ? [] : alone;
    }

    private static async Task<IReadOnlyList<string>> ValuesAsync(
        Retry retry,
        Attempted attempted,
        TablePolicy policy,
        CancellationToken cancellation
    )
    {
        var caller = $"auth.uid() = {attempted.Caller.UserId?.ToString() ?? "null"}";
        if (policy.Columns.Count == 0)
            return [caller];
        // For an insert or update, select the row that the attempt wrote, before it is rolled back; else select the row that the attempt
        // reached.
        var which = attempted.Command is Command.Insert or Command.Update ? "pg_catalog.age(t.xmin) <= 0" : attempted.Row ?? "true";
        var columns = string.Join(
            " || ', ' || ",
            policy.Columns.Select(c => $"{SqlText.Literal($"{c} = ")} || coalesce(left(t.{SqlText.Identifier(c)}::text, 80), 'null')")
        );
        var row = await retry.AskAsync(
            attempted.Command is Command.Insert or Command.Update,
            $"reset role; select {columns} from {attempted.Table.Sql} as t where {which} limit 1",
            cancellation
        );
        return [caller, .. row];
    }

    private static string Open(string table, string command) =>
        $"create policy usage_rls_open_{command} on {table} for {command} to public "
        + $"{(command == "insert" ? "with check (true)" : command == "update" ? "using (true) with check (true)" : "using (true)")}";

    private Responsible Denied(Attempted attempted, TablePolicy[] permissive, string word)
    {
        if (permissive.Length == 0)
        {
            return new(
                ResponsibleKind.Policy,
                $"policies on {attempted.Table}",
                $"include no permissive policy for {word} that applies to {attempted.Caller.Role}"
            )
            {
                Place = statements.Creation(attempted.Table.Name),
            };
        }

        var first = permissive[0];
        return new(
            ResponsibleKind.Policy,
            $"policy \"{first.Name}\" on {attempted.Table}",
            permissive.Length == 1
                ? $"does not allow this access ({word})"
                : $"does not allow this access ({word}), nor does any other permissive policy: "
                    + $"{string.Join(", ", permissive.Skip(1).Select(p => $"\"{p.Name}\""))}"
        )
        {
            Expression = first.Expression(attempted.Command),
            Place = statements.Policy(first.Name, attempted.Table.Name),
        };
    }
}
