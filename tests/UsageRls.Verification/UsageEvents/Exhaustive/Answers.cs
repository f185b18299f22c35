using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>The decisions that the database made in one or more round trips, with the intent's answers.</summary>
/// <param name="model">The intent.</param>
public sealed class Answers(AccessModel model)
{
    /// <summary>Every decision on a row of the caller's own world.</summary>
    public List<Decision> Own { get; } = [];

    /// <summary>
    /// The number of decisions whether a caller sees a row of another world. All of these decisions are compared with the intent, but only
    /// the wrong decisions are kept.
    /// </summary>
    public long ForeignRows { get; private set; }

    /// <summary>The decisions on rows of other worlds that contradict the intent.</summary>
    public List<Decision> ForeignWrong { get; } = [];

    /// <summary>All decisions that contradict the intent, those in the caller's own world first.</summary>
    public IEnumerable<Decision> Wrong => Own.Where(d => !d.Agrees).Concat(ForeignWrong);

    /// <summary>Adds the decisions of another round trip.</summary>
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
