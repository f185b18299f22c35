namespace UsageRls.Verification.Deployed;

/// <summary>Describes differences of catalogs in sentences: who may do more, or less, because of them.</summary>
internal static class DifferenceText
{
    private const int Named = 6;
    private const string NoPolicyHolds = ": policies do not apply to it, on any table that it has a privilege on";
    private const string OwnersPrivileges = "its owner's privileges, so that the policies for its caller do not apply";
    private const string CallersPrivileges = "its caller's privileges, and in the migrations with its owner's";

    /// <summary>Describes a difference, and the privileges that API roles gain or lose by it.</summary>
    public static string Render(CatalogDifference difference) => $"{Say(difference)}{Privileges(difference)}";

    /// <summary>Returns a sentence with the number of differences that follow from another difference.</summary>
    public static string Following(int number) =>
        number == 1 ? "1 more difference follows from it." : $"{number} more differences follow from it.";

    private static string Say(CatalogDifference d)
    {
        var item = d.Item;
        return (item.Kind, Expected: d.Expected?.Definition, Deployed: d.Deployed?.Definition) switch
        {
            ("policy", null, var deployed) => $"policy {item.Identity} is in no migration: {Policy(deployed!)}",
            ("policy", var expected, null) => $"policy {item.Identity} is missing: "
                + $"what it {(IsRestrictive(expected!) ? "denied is allowed" : "allowed is denied")} ({expected})",
            ("policy", var expected, var deployed) => $"policy {item.Identity} differs: {deployed}; the migrations say: {expected}",
            ("row level security", _, null) => $"row level security is off on {item.Object}: every role with a privilege reaches every row",
            ("row level security", null, _) => $"row level security is on for {item.Object}, where no migration enables it: "
                + "without a policy, only its owner reaches rows",
            ("force row level security", _, null) =>
                $"row level security is not forced on {item.Object}: its owner, and functions that run as its owner, reach every row",
            ("force row level security", null, _) =>
                $"row level security is forced on {item.Object}, where no migration forces it: policies apply to its owner too",
            (
                "table privilege"
                    or "column privilege"
                    or "function privilege"
                    or "schema privilege"
                    or "sequence privilege"
                    or "type privilege",
                null,
                var state
            ) => $"{Granted(item)}{(state!.Contains("passed on", StringComparison.Ordinal) ? ", and may pass it on" : "")}: "
                + "grant not in any migration",
            (
                "table privilege"
                    or "column privilege"
                    or "function privilege"
                    or "schema privilege"
                    or "sequence privilege"
                    or "type privilege",
                _,
                null
            ) => $"{Granted(item, "may not")}, though a migration grants it",
            ("default privilege", null, _) => $"{item.Identity}: objects created later get this privilege, which no migration grants",
            ("default privilege", _, null) => $"{item.Identity}: missing, so that objects created later lack this privilege",
            ("role", null, var deployed) => $"role {item.Object} is in no migration: "
                + $"{deployed}{MemberOf(d)}{(PassesPolicies(deployed!) ? ": policies do not apply to it" : "")}",
            ("role", _, null) => $"role {item.Object} is missing",
            ("role", var expected, var deployed) => $"role {item.Object} is {Other(expected!, deployed!)}"
                + (PassesPolicies(deployed!) && !PassesPolicies(expected!) ? NoPolicyHolds : ""),
            ("membership", null, _) => $"role {item.Identity.Replace(" in ", " is a member of role ", StringComparison.Ordinal)}, "
                + "which no migration grants: it may do what that role may",
            ("membership", _, null) => $"role {item.Identity.Replace(" in ", " is no member of role ", StringComparison.Ordinal)}, "
                + "though the migrations make it a member",
            ("option", var expected, var deployed) when item.Identity.StartsWith("security_invoker", StringComparison.Ordinal) =>
                $"view {item.Object} reads with {(deployed is null ? OwnersPrivileges : CallersPrivileges)} "
                    + $"(security_invoker is {deployed ?? "off"}, the migrations say {expected ?? "off"})",
            ("function" or "procedure", not null, not null) =>
                $"{item.Kind} {item.Object} differs: {Lines(d.Expected!.Definition, d.Deployed!.Definition)}",
            ("view" or "materialized view", not null, not null) =>
                $"{item.Kind} {item.Object} has another query: {Lines(d.Expected!.Definition, d.Deployed!.Definition)}",
            ("owner", var expected, var deployed) when expected is not null && deployed is not null =>
                $"{item.Object} is owned by {deployed}, which may do everything with it; in the migrations, by {expected}",
            ("trigger", null, _) => $"trigger {item.Identity} is in no migration: it changes what a statement does",
            ("trigger", _, null) => $"trigger {item.Identity} is missing: it no longer checks or changes rows",
            ("published table", null, _) => $"{item.Identity} is published, though by no migration: subscribers receive its changes",
            (var kind, null, _) => $"{kind} {item.Identity} is in no migration",
            (var kind, _, null) => $"{kind} {item.Identity} is missing",
            (var kind, var expected, var deployed) => $"{kind} {item.Identity} is {deployed}; the migrations say: {expected}",
        };
    }

    private static string Privileges(CatalogDifference d)
    {
        var text = "";
        if (d.Gained.Count > 0)
            text += $". So {Held(d.Gained)}";
        if (d.Lost.Count > 0)
            text += $". {(d.Gained.Count > 0 ? "And" : "So")} {Held(d.Lost).Replace(" may ", " may no longer ", StringComparison.Ordinal)}";
        return text;
    }

    /// <summary>Describes privileges, for example <c>anon and authenticated may select, insert public.invoices</c>.</summary>
    internal static string Held(IReadOnlyList<HeldPrivilege> held)
    {
        string[] said =
        [
            .. from privilege in held
            group privilege by (privilege.Object, privilege.Privilege) into of
            group of.Key by (of.Key.Object, Roles: string.Join(" and ", of.Select(p => p.Role).Distinct(StringComparer.Ordinal))) into same
            select $"{same.Key.Roles} may {string.Join(", ", same.Select(k => Verb(k.Privilege)))} {same.Key.Object}",
        ];
        return $"{string.Join("; ", said.Take(Named))}{(said.Length > Named ? $"; and {said.Length - Named} more" : "")}";
    }

    private static string Granted(CatalogItem privilege, string may = "may")
    {
        var to = privilege.Identity.LastIndexOf(" to ", StringComparison.Ordinal);
        var grantee = privilege.Identity[(to + 4)..];
        var on = privilege.Identity.IndexOf(" on ", StringComparison.Ordinal);
        return $"{(grantee == "public" ? "every role" : grantee)} {may} {Verb(privilege.Identity[..on])} "
            + $"{Noun(privilege)}{privilege.Identity[(on + 4)..to]}";
    }

    // Returns the verb for a privilege; the names of most privileges are verbs themselves.
    private static string Verb(string privilege) =>
        privilege switch
        {
            "usage" => "use",
            "create" => "create objects in",
            "trigger" => "create triggers on",
            _ when privilege.StartsWith("references", StringComparison.Ordinal) => $"reference{privilege[10..]}",
            _ => privilege,
        };

    private static string Noun(CatalogItem privilege) =>
        privilege.Kind switch
        {
            "schema privilege" => "schema ",
            "sequence privilege" => "sequence ",
            "type privilege" => "type ",
            _ => "",
        };

    private static string Policy(string definition) =>
        IsRestrictive(definition) ? $"it denies more ({definition})" : $"it allows more ({definition})";

    private static bool IsRestrictive(string policy) => policy.StartsWith("as restrictive", StringComparison.Ordinal);

    private static bool PassesPolicies(string attributes) => attributes.Split(' ').Any(a => a is "bypassrls" or "superuser");

    private static string MemberOf(CatalogDifference role)
    {
        string[] of = [.. role.Parts.Where(p => p.Item.Kind == "membership").Select(p => p.Item.Identity.Split(" in ")[1])];
        return of.Length == 0 ? "" : $", a member of {string.Join(" and ", of)}";
    }

    private static string Other(string expected, string deployed) =>
        $"{string.Join(", ", deployed.Split(' ').Except(expected.Split(' ')))}, the migrations say "
        + $"{string.Join(", ", expected.Split(' ').Except(deployed.Split(' ')))}";

    // Quotes only lines that differ, because a function's body can be long.
    private static string Lines(string expected, string deployed)
    {
        string[] Of(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l != "")];
        string Cut(string[] lines) =>
            lines.Length == 0 ? "nothing" : $"{string.Join(" / ", lines.Take(3))}{(lines.Length > 3 ? " / …" : "")}";
        return $"it says {Cut([.. Of(deployed).Except(Of(expected), StringComparer.Ordinal)])}, the migrations say "
            + $"{Cut([.. Of(expected).Except(Of(deployed), StringComparer.Ordinal)])}";
    }
}
