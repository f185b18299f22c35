using System.Text.RegularExpressions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Builds file paths. The first folder is the id of the caller or of its tenant, which policies require. The second folder is the key of
/// the tenant under attack, or the key of a row of this tenant in a table that the triggers name.
/// </summary>
internal static partial class TriggerPaths
{
    private const int MostRows = 4;

    /// <summary>Returns the paths, each with the column that stores it; empty if no trigger of the table reads folders.</summary>
    public static IEnumerable<(string Column, string Value)> Find(AttackScene scene, Subject subject, Standing caller, string victim)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        if (!texts.Any(t => Folders().IsMatch(t)))
            return [];
        var keys =
            from other in scene.Subjects
            where other.Table.Key is [_] && texts.Any(t => RuleTexts.Names(t, other.Name.Name))
            from row in scene.Rows[other].Where(r => r.Belongs.Tenant == victim).Take(1)
            let key = scene.Known.GetValueOrDefault((other.Name, row.Key))?.Values.GetValueOrDefault(other.Table.Key[0])
            where key is not null
            select key;
        string[] second = [victim, .. keys.Take(MostRows)];
        return First(subject, caller).SelectMany(first => second.Select(folder => (first.Column, $"{first.Folder}/{folder}/file.txt")));
    }

    private static IEnumerable<(string Column, string Folder)> First(Subject subject, Standing caller)
    {
        if (subject.User is { Steps: [], Expression: not null, Column: var ofUser } && caller.User is { } user)
            yield return (ofUser, user);
        if (subject is { Tenant: { Steps: [], Expression: not null, Column: var ofTenant }, Tenancy: { } model })
        {
            foreach (var (_, tenant) in caller.Memberships.Keys.Where(m => m.Tenants == model.Tenants).Take(1))
                yield return (ofTenant, tenant);
        }
    }

    [GeneratedRegex(@"foldername|split_part|string_to_array", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Folders();
}
