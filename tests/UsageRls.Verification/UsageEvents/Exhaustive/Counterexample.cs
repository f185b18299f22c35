using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>A world in which the database allows or denies something against the intent, made as small as possible.</summary>
/// <param name="Decision">Who did what, on which row, in which world.</param>
/// <param name="Alone">Whether it shows with this world alone in the database, or was only seen beside others.</param>
public sealed record Counterexample(Decision Decision, bool Alone)
{
    /// <summary>The world.</summary>
    public World World => Decision.Visit.World;

    /// <summary>What to paste into psql, on an empty database with the migrations applied, to see the same.</summary>
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
            in this world{(Alone ? "" : " (seen only with other worlds beside it)")}:
              {WorldText.Describe(World).ReplaceLineEndings("\n  ")}
            to see it in psql, on an empty database with the migrations applied:
            {ToSql()}
            """;
}
