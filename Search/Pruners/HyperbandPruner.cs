using System.Globalization;

namespace Search;

/// <summary>
/// Hyperband: brackets that stop trials from early and boldly to never, so that no single guess of how much an early value says is
/// relied on. A trial's bracket follows from its number; within a bracket halving is asynchronous (<see cref="AshaPruner"/>), so
/// that no lane waits. Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar, "Hyperband", JMLR 18, 2018, algorithm 1; asynchronous
/// brackets as in Li et al., MLSys 2020, section 3.3. Cost O(n e + n log n) at a rung and O(1) otherwise, once the brackets of the budget are made.
/// </summary>
public sealed class HyperbandPruner(HyperbandPrunerOptions options) : IPruner
{
    /// <summary>The rule with its default options.</summary>
    public HyperbandPruner() : this(new HyperbandPrunerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public HyperbandPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "hyperband";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var brackets = HyperbandBrackets.For(Options.MinEpochs, Options.ReductionFactor, study.MaxEpochs);
        var bracket = brackets.Of(trialNumber);
        if (bracket == 0 && curve.Count < study.MaxEpochs)
            return PrunerText.Kept(curve.Count, $"its bracket runs every trial to the end");
        return HalvingRule.Judge(
            trialNumber, curve, study, brackets.RungsOf(bracket), Options.ReductionFactor, number => brackets.Of(number) == bracket,
            string.Create(CultureInfo.InvariantCulture, $"trials of bracket {bracket}"));
    }
}
