using System.Globalization;
using System.Text.Json;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Registry;

/// <summary>
/// The sweep that a retraining launches: the settings of the version's own run, its weights to start from, and the plan's changes. Nothing but
/// the learning rate is searched, for every other setting that could be would need weights of another shape or was found good already. Pure.
/// </summary>
public static class RetrainingSweep
{
    private const string Rate = "learning_rate";

    // With several trials rates from a tenth of the largest are tried: weights that fit already are moved with smaller steps.
    private const double SmallestShare = 0.1;

    private static readonly string[] OfTheSweep = ["data", "epochs", "device", "seed", "start_from", "start_head", "data_labels", Rate];

    /// <summary>The name of a model's n-th retraining, for people.</summary>
    public static string Name(string model, int number) => string.Create(CultureInfo.InvariantCulture, $"{model}, retraining {number}");

    /// <summary>The spec, but for its name, which is the model's.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version to start from.</param>
    /// <param name="spec">Of the sweep that it came from.</param>
    /// <param name="fields">The full configuration of the run that it came from.</param>
    /// <param name="plan">What is to be otherwise.</param>
    /// <param name="data">The data set's name.</param>
    /// <param name="labels">The version of its labels.</param>
    /// <param name="usualRate">The rate of a run that names none.</param>
    public static SweepSpec Of(string model, int version, SweepSpec spec, ParameterSet fields, RetrainingPlan plan, string data, int labels, double usualRate)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(plan);
        var changes = plan.Changes ?? RetrainingChanges.None;
        var own = fields.Where(field => !OfTheSweep.Contains(field.Key, StringComparer.Ordinal)).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        own["start_from"] = string.Create(CultureInfo.InvariantCulture, $"models:/{model}/{version}");
        if (labels > 0)
            own["data_labels"] = (long)labels;
        if (changes.TrainBlocks is { } blocks)
            own["train_blocks"] = (long)blocks;
        if (changes.LayerRateDecay is { } decay)
            own["layer_rate_decay"] = decay;
        var trials = changes.Trials ?? 1;
        return new SweepSpec(
            model, data, new ParameterSet(own.OrderBy(field => field.Key, StringComparer.Ordinal)), Space(changes.LearningRate ?? RateOf(fields) ?? usualRate, trials), spec.Objective,
            new ComponentChoice("auto"), new ComponentChoice("none"), changes.Epochs ?? spec.Epochs, trials, Math.Min(trials, spec.Parallelism), spec.Seed, spec.Device, spec.Priority)
        {
            Constraints = spec.Constraints,
        };
    }

    /// <summary>The proposal of the sweep's first trial.</summary>
    public static ParameterSet Point(SweepSpec sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return ParameterSet.Of((Rate, sweep.ParseSpace().Parameters[0] switch { FrozenParameter one => one.Value, FloatParameter range => range.High, var other => other.Default! }));
    }

    private static double? RateOf(ParameterSet fields) => fields.GetValueOrDefault(Rate) switch
    {
        double real => real,
        long whole => whole,
        _ => null,
    };

    private static JsonElement Space(double rate, int trials)
    {
        Parameter parameter = trials == 1 ? new FrozenParameter(Rate, rate) : new FloatParameter(Rate, rate * SmallestShare, rate, Log: true) { Default = rate };
        return JsonSerializer.SerializeToElement(new SearchSpace([parameter]).ToJson());
    }
}
