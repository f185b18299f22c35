using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>A decision of the database that contradicts the intent, in the smallest world that was found.</summary>
/// <param name="Decision">The wrong decision: caller, command, row and world.</param>
/// <param name="Alone">
/// Whether the decision is wrong with only this world in the database; false if it is wrong only with other worlds in the database too.
/// </param>
public sealed record Counterexample(Decision Decision, bool Alone)
{
    /// <summary>The world of the wrong decision.</summary>
    public World World => Decision.Visit.World;

    /// <summary>
    /// Returns the SQL that reproduces the decision in psql, on an empty database with the migrations applied. If <see cref="Alone"/> is
    /// false, this SQL may not be enough to reproduce the decision.
    /// </summary>
    public string ToSql() =>
        $"""
            begin;
            {WorldText.ToSql(World).TrimEnd()}
            {Decision.Visit.Caller.ToSql()}
            {Decision.ToSql()}
            rollback;
            """;

    /// <inheritdoc/>
    public override string ToString() =>
        $"""
            {Decision}
            in this world{(Alone ? "" : " (only if other worlds are in the database too)")}:
              {WorldText.Describe(World).ReplaceLineEndings("\n  ")}
            to see it in psql, on an empty database with the migrations applied:
            {ToSql()}
            """;
}
