using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>What came back from one round trip.</summary>
/// <param name="model">The intent.</param>
public sealed class Answers(AccessModel model)
{
    /// <summary>Every decision on a row of the caller's own world.</summary>
    public List<Decision> Own { get; } = [];

    /// <summary>How many rows of other worlds callers were shown or not shown. All were compared; they are not kept.</summary>
    public long ForeignRows { get; private set; }

    /// <summary>Those of them that are against the intent.</summary>
    public List<Decision> ForeignWrong { get; } = [];

    /// <summary>Everything that is against the intent, the caller's own world first.</summary>
    public IEnumerable<Decision> Wrong => Own.Where(d => !d.Agrees).Concat(ForeignWrong);

    /// <summary>Takes in what another round trip brought.</summary>
    public void Add(Answers other)
    {
        Own.AddRange(other.Own);
        ForeignWrong.AddRange(other.ForeignWrong);
        ForeignRows += other.ForeignRows;
    }

    internal void AddForeign(Visit inAll, World own, HashSet<Guid> seen, Outcome wasSeen, Outcome wasNot)
    {
        var organizations = own.Organizations.Select(o => o.Id).ToHashSet();
        foreach (var row in inAll.World.Events)
        {
            if (organizations.Contains(row.OrgId))
                continue;
            ForeignRows++;
            var decision = new Decision(inAll, Command.Select, row, model, seen.Remove(row.Id) ? wasSeen : wasNot);
            if (!decision.Agrees)
                ForeignWrong.Add(decision);
        }
    }
}
