namespace Search;

/// <summary>
/// Learning-curve extrapolation: a trial stops when its curve, continued, has little chance of beating the best completed trial.
/// The continuation is a Bayesian average of parametric families (Domhan, Springenberg, Hutter, "Speeding up automatic hyperparameter
/// optimization by extrapolation of learning curves", IJCAI 2015) whose priors come from this study's other curves (the asymptote
/// prior of Swersky, Snoek, Adams, "Freeze-thaw Bayesian optimization", arXiv:1406.3896, 2014; Klein et al., ICLR 2017) and whose
/// deviations are calibrated by forecasting the completed curves from the same epoch; of a trial that ended by itself the best value so far stays to the last epoch. Cost O(n e f) for n completed curves of e epochs and f = 12 families.
/// </summary>
/// <remarks>Completed trials are survivors, so the prior is on the hopeful side: that costs epochs, not good trials.</remarks>
public sealed class CurvePruner(CurvePrunerOptions options) : IPruner
{
    /// <summary>The rule with its default options.</summary>
    public CurvePruner() : this(new CurvePrunerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public CurvePrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "curve";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch <= Options.WarmupEpochs)
            return PrunerText.Kept(epoch, $"it is within the warm-up of {Options.WarmupEpochs}");
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);

        var completed = CurveTable.Others(study, trialNumber, trials => trials
            .Where(trial => trial.State == TrialState.Completed && Curves.Best(trial, study.MaxEpochs) is not null)
            .ToArray());
        if (completed.Length < Options.StartupTrials)
            return PrunerText.Kept(epoch, $"only {completed.Length} of the {Options.StartupTrials} completed trials needed can be compared");
        var best = completed.Min(other => Curves.Best(other, study.MaxEpochs)!.Value);
        var sign = study.Maximised ? -1 : 1;
        if (Curves.Best(curve, epoch) is not { } own)
            return PrunerText.Pruned(epoch, $"it has no finite value yet, and the best of {completed.Length} completed trials is {sign * best:G6}") with { Rung = epoch, Bound = best, WinProbability = 0 };
        if (own < best)
            return PrunerText.Kept(epoch, $"{sign * own:G6} already beats the best completed trial's {sign * best:G6}") with { Rung = epoch, Value = own, Bound = best, WinProbability = 1 };

        var forecast = CurveForecast.Of(curve, [.. completed.Select(other => Curves.Whole(other, study.MaxEpochs))], study.MaxEpochs);
        var verdict = forecast.WinProbability < Options.WinProbability
            ? PrunerText.Pruned(epoch, $"{Chance(forecast)} to beat the best value {sign * best:G6} by epoch {study.MaxEpochs}, less than {100 * Options.WinProbability:G3}%; its {sign * own:G6} is expected to reach {sign * forecast.Expected:G6}")
            : PrunerText.Kept(epoch, $"{Chance(forecast)} to beat the best value {sign * best:G6} by epoch {study.MaxEpochs}; its {sign * own:G6} is expected to reach {sign * forecast.Expected:G6}");
        return verdict with { Rung = epoch, Value = own, Bound = best, WinProbability = forecast.WinProbability };
    }

    private static string Chance(CurveForecast forecast) => forecast.WinProbability < 0.001
        ? "it has less than a 0.1% chance"
        : FormattableString.Invariant($"it has a {100 * forecast.WinProbability:G3}% chance");
}
