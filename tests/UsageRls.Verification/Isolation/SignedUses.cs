using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A function or view, and the callers who may use it according to the privileges of the API's roles.</summary>
/// <param name="Object">The object's name; for a function, with the types of its arguments.</param>
/// <param name="IsFunction">True for a function; false for a view.</param>
/// <param name="Who">Who may use the object: signed-in users, or everyone.</param>
public sealed record Use(string Object, bool IsFunction, WhoKind Who)
{
    /// <summary>Returns every function and view that the API's roles can use, ordered by name.</summary>
    public static IReadOnlyList<Use> From(Reachable reachable) =>
        [
            .. reachable
                .Functions.Select(f => (Object: f.Signature, IsFunction: true, f.Role))
                .Concat(reachable.Views.Select(v => (Object: v.Name.ToString(), IsFunction: false, v.Role)))
                .GroupBy(u => (u.Object, u.IsFunction))
                .OrderBy(g => g.Key.Object, StringComparer.Ordinal)
                .Select(g => new Use(
                    g.Key.Object,
                    g.Key.IsFunction,
                    g.Any(u => u.Role == DatabaseRole.Anon) ? WhoKind.Everyone : WhoKind.Users
                )),
        ];
}

/// <summary>Compares the functions and views that the API's roles can use with the intent file.</summary>
public static class SignedUses
{
    /// <summary>
    /// Returns findings for objects that the intent file does not name, for objects that more callers can use than the file allows,
    /// and for objects that callers cannot use though the file allows the use.
    /// </summary>
    /// <param name="intent">The intent file.</param>
    /// <param name="reports">The reports of all grant baselines, made with that intent file.</param>
    public static IEnumerable<Finding> Findings(IntentFile intent, IReadOnlyList<IsolationReport> reports)
    {
        var found = reports
            .SelectMany(r => r.Uses.Select(u => (Use: u, r.Baseline)))
            .GroupBy(u => (u.Use.Object, u.Use.IsFunction))
            .ToArray();
        foreach (var uses in found)
        {
            var widest = uses.MaxBy(u => u.Use.Who);
            var (name, section) = (uses.Key.Object, uses.Key.IsFunction ? "functions" : "views");
            var said = Said(intent, uses.Key.IsFunction).FirstOrDefault(s => s.Object == name);
            if (said is null && !intent.Excluded.Any(e => e.Table.ToString() == name))
            {
                yield return Create(
                    "unnamed",
                    $"{Whom(widest.Use.Who)} can use {name}, which {IntentFile.FileName} does not name.",
                    name,
                    $"Add it to {section}: {{ {name}: {widest.Use.Who.ToString().ToLowerInvariant()} }}; "
                        + $"or {Revoke(widest.Use)}. {AcceptedFolder.AcceptVariable}=1 writes the observed access."
                );
            }
            else if (said is not null && widest.Use.Who > said.Who)
            {
                yield return Create(
                    "unintended-use",
                    $"{Whom(widest.Use.Who)} can use {name} though the intent denies it "
                        + $"({widest.Baseline.ToString().ToLowerInvariant()} baseline).",
                    name,
                    $"{Revoke(widest.Use)}; or change its entry in {IntentFile.FileName}."
                );
            }
        }

        foreach (var said in intent.Functions.Concat(intent.Views).Where(s => s.Who != WhoKind.Nobody))
        {
            var widest = found
                .Where(f => f.Key.Object == said.Object)
                .SelectMany(f => f)
                .Select(u => u.Use.Who)
                .DefaultIfEmpty(WhoKind.Nobody)
                .Max();
            if (widest < said.Who)
            {
                yield return Create(
                    "missing-use",
                    widest == WhoKind.Nobody
                        ? $"Nobody can use {said.Object} though the intent allows it, or the object does not exist."
                        : $"Callers who are not signed in cannot use {said.Object} though the intent allows it.",
                    said.Object,
                    $"Grant the privilege, or change the entry in {IntentFile.FileName}."
                );
            }
        }
    }

    /// <summary>Returns the uses that the intent file states, and the observed uses of objects that the file does not name.</summary>
    internal static IReadOnlyList<UseIntent> Observed(IntentFile intent, IReadOnlyList<IsolationReport> reports, bool isFunction) =>
        [
            .. Said(intent, isFunction)
                .Concat(
                    reports
                        .SelectMany(r => r.Uses)
                        .Where(u => u.IsFunction == isFunction)
                        .GroupBy(u => u.Object)
                        .Select(g => new UseIntent(g.Key, g.Max(u => u.Who)))
                )
                .DistinctBy(u => u.Object)
                .OrderBy(u => u.Object, StringComparer.Ordinal),
        ];

    private static IReadOnlyList<UseIntent> Said(IntentFile intent, bool isFunction) => isFunction ? intent.Functions : intent.Views;

    private static string Whom(WhoKind who) => who == WhoKind.Everyone ? "Everybody, even without signing in," : "Signed-in users";

    private static string Revoke(Use use) =>
        use.IsFunction
            ? $"revoke execute on function {use.Object} from public, anon, authenticated"
            : $"revoke all on {use.Object} from anon, authenticated";

    private static Finding Create(string id, string sentence, string @object, string remedy) =>
        new(FindingKind.Id(FindingKind.Isolation, id), Severity.High, sentence, @object, remedy, FindingStatus.Open);
}
