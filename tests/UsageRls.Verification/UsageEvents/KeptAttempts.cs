using System.Collections.Concurrent;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The outcomes of the attempts of a matrix or timeline, kept from earlier runs. Each run creates the cells anew, and compares the kept
/// outcomes with the expectations of these cells.
/// </summary>
/// <param name="results">The store of kept results.</param>
/// <param name="inputs">The inputs that decide the results of the run.</param>
/// <param name="stage">The name of the stage, with its grant baseline.</param>
public sealed class KeptAttempts(KeptResults results, RunInputs inputs, string stage)
{
    private readonly ConcurrentDictionary<string, KeptOutcomes> _new = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<DateTimeOffset> _used = [];

    /// <summary>When earlier runs kept the outcomes (the earliest time); null if no kept outcome was used.</summary>
    public DateTimeOffset? At => _used.IsEmpty ? null : _used.Min();

    /// <summary>Stores the outcomes of this run for later runs; called if the stage has passed.</summary>
    public void Keep()
    {
        foreach (var (key, outcomes) in _new)
            results.Keep(key, outcomes);
    }

    /// <summary>Returns the kept attempts for the cells; null if none are kept, so that the cells must run.</summary>
    /// <param name="part">The part of the stage, for example the migration after which the attempts run.</param>
    /// <param name="cells">The cells.</param>
    internal IReadOnlyList<Attempt>? Find(string part, IReadOnlyList<Cell> cells)
    {
        if (results.Find<KeptOutcomes>(Key(part, cells)) is not { } kept || kept.Result.All.Count != cells.Count)
            return null;
        _used.Add(kept.At);
        return [.. cells.Zip(kept.Result.All, (c, o) => new Attempt(c.Caller, c.Statement, o.Outcome, o.Effect) { Seen = o.Seen })];
    }

    /// <summary>Adds the attempts of this run to those that <see cref="Keep"/> stores.</summary>
    internal void Add(string part, IReadOnlyList<Cell> cells, IEnumerable<Attempt> attempts) =>
        _new[Key(part, cells)] = new([.. attempts.Select(a => new KeptOutcome(a.Outcome, a.Effect, a.Seen))]);

    private string Key(string part, IReadOnlyList<Cell> cells) =>
        inputs.Key($"{stage}, {part}", cells.SelectMany(c => StatementTexts.For(c.Caller, c.Statement)));

    private sealed record KeptOutcomes(IReadOnlyList<KeptOutcome> All);

    private sealed record KeptOutcome(Outcome Outcome, Effect Effect, IReadOnlyList<Guid> Seen);
}
