using System.Globalization;
using System.Runtime.ExceptionServices;
using Bogus;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>The result of checking a property over many histories.</summary>
/// <param name="Cases">The number of histories that were run, without those made while shrinking.</param>
/// <param name="Witnesses">
/// The number of histories in which a mistake would have been visible: see <see cref="PropertyOutcome.IsTelling"/>.
/// </param>
/// <param name="Counterexample">The fault in the smallest failing history that was found; null if the property always holds.</param>
/// <param name="Replay">The settings that generate the same histories again.</param>
public sealed record PropertyReport(int Cases, int Witnesses, Mismatch? Counterexample, string Replay)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Counterexample is null
            ? FormattableString.Invariant($"{Cases} histories, {Witnesses} of them conclusive; {Replay}")
            : FormattableString.Invariant($"false in history {Cases} ({Replay}). The smallest counterexample:\n{Counterexample}");
}

/// <summary>The result of a property for one history, and whether the property could have failed for this history.</summary>
/// <param name="Mismatch">The fault; null if the property holds.</param>
/// <param name="IsTelling">Whether the history could have shown a mistake, for example because only some rows were visible.</param>
public sealed record PropertyOutcome(Mismatch? Mismatch, bool IsTelling);

/// <summary>Checks properties over random histories with FsCheck, which shrinks a failing history.</summary>
/// <param name="cases">The number of histories for each property.</param>
/// <param name="seed">The seed of the histories.</param>
public sealed class PropertyRun(int cases, WorldSeed seed)
{
    /// <summary>The environment variable with the number of histories for each property.</summary>
    public const string Variable = "USAGE_RLS_CASES";

    /// <summary>The number of histories if the variable is not set: all properties together take a few seconds.</summary>
    public const int DefaultCases = 12;

    /// <summary>The number of histories that suits a long run.</summary>
    public const int NightlyCases = 2_000;

    /// <summary>The largest size of a history: about twenty organisations and thirty users.</summary>
    private const int LargestSize = 60;

    /// <summary>Returns the number in <see cref="Variable"/>, or the default.</summary>
    /// <exception cref="FormatException">The variable is not a number above zero.</exception>
    public static int CasesFromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Returns the number in a text, or the default if the text is empty.</summary>
    /// <exception cref="FormatException">The text is no number above zero.</exception>
    public static int Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? DefaultCases
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new FormatException(
            $"{Variable} is '{text}', which is not a whole number above zero. Quick runs use {DefaultCases}, long runs {NightlyCases}."
        );

    /// <summary>Checks a property over random histories, and shrinks the first history that fails.</summary>
    /// <exception cref="InvalidOperationException">No history could have shown a mistake, so the run proves nothing.</exception>
    public PropertyReport Check(string name, Func<History, Task<PropertyOutcome>> property)
    {
        var (played, telling) = (0, 0);
        Mismatch? smallest = null;
        ExceptionDispatchInfo? fault = null;

        bool Holds(History history)
        {
            if (fault is not null)
                return true;
            try
            {
                var held = property(history).GetAwaiter().GetResult();
                if (smallest is null)
                    (played, telling) = (played + 1, telling + (held.IsTelling ? 1 : 0));
                // Shrinking must not turn a leak into a missing row.
                if (smallest is { IsLeak: true } && held.Mismatch is { IsLeak: false })
                    return true;
                // FsCheck continues from each history that still fails, so the last failing history is the smallest.
                smallest = held.Mismatch ?? smallest;
                return held.Mismatch is null;
            }
            catch (Exception unexpected)
            {
                fault = ExceptionDispatchInfo.Capture(unexpected);
                return false;
            }
        }

        var histories = Arb.From(
            Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(number => new HistoryMaker(new Randomizer(number), size).Make())),
            h => h.Smaller()
        );
        // FsCheck requires the second half of its seed to be odd. Each property
        // gets its own random stream, so that different properties are checked with different histories.
        var replay = new Replay(new Rnd((ulong)(uint)seed.Value, (StableHash(name) << 1) | 1), FSharpOption<int>.None);
        FsCheck.Check.One(
            Config
                .Quick.WithMaxTest(cases)
                .WithStartSize(2)
                .WithEndSize(LargestSize)
                .WithReplay(FSharpOption<Replay>.Some(replay))
                .WithRunner(new Silent()),
            Prop.ForAll(histories, Holds)
        );

        fault?.Throw();
        if (smallest is null && telling == 0)
            throw new InvalidOperationException($"{name}: none of {played} histories could have shown a mistake.");
        return new(played, telling, smallest, $"{WorldSeed.Variable}={seed.Value} {Variable}={cases} repeats this run");
    }

    private static ulong StableHash(string text) =>
        text.Aggregate(14695981039346656037UL, (hash, letter) => unchecked((hash ^ letter) * 1099511628211UL));

    private sealed class Silent : IRunner
    {
        public void OnStartFixture(Type t) { }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) { }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

        public void OnFinished(string name, TestResult result) { }
    }
}
