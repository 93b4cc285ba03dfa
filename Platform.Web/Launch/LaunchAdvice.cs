using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Search;
using Training.Core.Data;

namespace Platform.Web.Launch;

/// <summary>What an experienced colleague would say to a sweep before it starts: which sampler and pruner fit it, and what looks odd. Rules of thumb, all of them; nothing is refused. Pure.</summary>
internal static class LaunchAdvice
{
    private const int FewTrialsPerSetting = 2; // below, most of the space stays unseen
    private const double HighestRate = 1, LowestRate = 1e-7, HighestAdamRate = 0.1;
    private const double WideRange = 20; // high to low: from here on equal steps hardly try the low end

    private static readonly string[] Learning = ["auto", "gp", "tpe"];

    /// <summary>Which sampler and pruner fit, in words.</summary>
    public static IReadOnlyList<string> Fitting(SweepSpec spec)
    {
        var searched = Searched(spec);
        var sampler = searched == 0 ? "Nothing is searched, so any sampler will do."
            : spec.FurtherObjectives.Count > 0 ? "Several objectives: gp, tpe or nsga2 search for the best compromises."
            : spec.Parallelism >= 16 ? Text($"{spec.Parallelism} trials at a time: tpe or random, which lose little by not waiting for results.")
            : spec.Trials <= 5 * searched ? Text($"{spec.Trials} trials for {Show(spec, searched)}: auto or gp make the most of few trials.")
            : spec.Trials > 500 ? Text($"{spec.Trials} trials: tpe, whose proposals stay cheap.")
            : "auto, which takes Gaussian processes while trials are few and trees of Parzen estimators later.";
        var pruner = spec.FurtherObjectives.Count > 0 ? "Several objectives: none, since a pruner looks at the first alone and stops trials that are good by another."
            : spec.Epochs < 4 ? Text($"{spec.Epochs} epochs are too few to stop trials early; take none.")
            : spec.Epochs >= 20 ? Text($"{spec.Epochs} epochs: asha or hyperband stop most trials after a few of them.")
            : Text($"{spec.Epochs} epochs: median stops trials that are worse than half of the others.");
        return [$"Sampler: {sampler}", $"Pruner: {pruner}"];
    }

    /// <summary>What looks odd.</summary>
    /// <param name="data">The data set; null if it is unknown.</param>
    /// <param name="silos">The silos that live.</param>
    public static IReadOnlyList<LaunchNote> Odd(SweepSpec spec, DatasetInfo? data, IReadOnlyList<SiloView> silos) =>
        [.. OfBudget(spec), .. OfRate(spec), .. OfBatch(spec, data), .. OfFleet(spec, silos)];

    private static IEnumerable<LaunchNote> OfBudget(SweepSpec spec)
    {
        var searched = Searched(spec);
        if (searched == 0)
            yield return new("space", "Nothing is searched: the trials differ by their seeds alone. Give a setting a range or a list.");
        else if (spec.Trials < FewTrialsPerSetting * searched)
            yield return new("trials", Text($"{spec.Trials} trials are few for {Show(spec, searched)}: most of the space stays unseen. Search fewer settings, or give {FewTrialsPerSetting * searched} trials or more."));
        if (Learning.Contains(spec.Sampler.Name, StringComparer.Ordinal) && spec.Sampler.Options.GetValueOrDefault("startup_trials") is long startup && startup >= spec.Trials)
            yield return new("sampler", Text($"All {spec.Trials} trials are random starts, since startup_trials is {startup}: {spec.Sampler.Name} never gets to learn."));
        if (Learning.Contains(spec.Sampler.Name, StringComparer.Ordinal) && spec.Lag is null && spec.Parallelism > 1 && spec.Trials < 3 * spec.Parallelism)
            yield return new("parallelism", Text($"{spec.Parallelism} of {spec.Trials} trials run at once, so most are proposed before the first result is there. Give more trials or fewer lanes."));
        if (spec.Pruner.Name != "none" && spec.Epochs < 3)
            yield return new("pruner", Text($"With {spec.Epochs} epochs there is hardly anything to stop early; take no pruner, or more epochs."));
        if (spec.Pruner.Name != "none" && spec.FurtherObjectives.Count > 0)
            yield return new("pruner", Text($"{spec.Pruner.Name} stops trials by {spec.Objective.Metric} alone, also those that are good by {string.Join(" and ", spec.FurtherObjectives.Select(objective => objective.Metric))}; take no pruner."));
    }

    private static IEnumerable<LaunchNote> OfRate(SweepSpec spec)
    {
        if (RangeOf(spec, "learning_rate") is not var (low, high, log))
            yield break;
        if (high > HighestRate)
            yield return new("learning_rate", Text($"goes up to {high:G3}: above {HighestRate} training nearly always diverges."));
        else if (high > HighestAdamRate && spec.Fixed.GetValueOrDefault("optimizer") is string optimizer && optimizer.StartsWith("adam", StringComparison.Ordinal))
            yield return new("learning_rate", Text($"goes up to {high:G3}: {optimizer} rarely learns above {HighestAdamRate}."));
        if (high < LowestRate)
            yield return new("learning_rate", Text($"stays below {LowestRate:G1}: the weights will hardly move."));
        else if (low < LowestRate)
            yield return new("learning_rate", Text($"goes down to {low:G3}: below {LowestRate:G1} the weights hardly move, and those trials are lost."));
        if (!log && low > 0 && high / low >= WideRange)
            yield return new("learning_rate", Text($"goes from {low:G3} to {high:G3} in equal steps, so that nine of ten trials lie above {low + 0.1 * (high - low):G3}. Search it on the log scale."));
    }

    private static IEnumerable<LaunchNote> OfBatch(SweepSpec spec, DatasetInfo? data)
    {
        var rows = RowsOf(spec, data);
        if (rows <= 0 || LargestOf(spec, "batch_size") is not { } batch)
            yield break;
        if (batch > rows)
            yield return new("batch_size", Text($"goes up to {batch:G6}, more than the {rows} rows to train on: an epoch is one step then. Give smaller batches."));
        else if (batch > rows / 4.0)
            yield return new("batch_size", Text($"goes up to {batch:G6} of {rows} rows: an epoch has {Math.Ceiling(rows / batch)} steps then, which is little to learn from."));
    }

    private static IEnumerable<LaunchNote> OfFleet(SweepSpec spec, IReadOnlyList<SiloView> silos)
    {
        var slots = silos.Where(silo => silo.Groups.Contains(spec.Device, StringComparer.Ordinal)).Sum(silo => silo.Slots);
        if (slots == 0)
            yield return new("device", $"No silo that lives trains on {spec.Device}: the sweep waits until one is started.");
        else if (spec.Parallelism > slots)
            yield return new("parallelism", Text($"asks for {spec.Parallelism} slots, and there are {slots}: the others wait."));
    }

    /// <summary>The rows that a trial trains on, about; 0 if that is not known.</summary>
    private static int RowsOf(SweepSpec spec, DatasetInfo? data)
    {
        var pool = Number(spec.Fixed.GetValueOrDefault("train_samples")) is > 0 and var given ? (int)given : data?.TrainRows ?? 0;
        return (int)(pool * (1 - (Number(spec.Fixed.GetValueOrDefault("validation_fraction")) ?? 0)));
    }

    // Of one trial: settings that depend on another count as far as its richest value has them.
    private static int Searched(SweepSpec spec)
    {
        var searched = spec.ParseSpace().Parameters.Where(p => p is not FrozenParameter).ToList();
        var dependent = searched.Where(p => p.Condition is not null).GroupBy(p => p.Condition!.Clauses[0].Parent, StringComparer.Ordinal);
        return searched.Count(p => p.Condition is null)
            + dependent.Sum(of => of.SelectMany(p => p.Condition!.Clauses[0].Values.Select(value => (p.Name, value))).GroupBy(pair => pair.value).Max(group => group.Count()));
    }

    private static (double Low, double High, bool Log)? RangeOf(SweepSpec spec, string name) => spec.ParseSpace().Parameters.FirstOrDefault(p => p.Name == name) switch
    {
        FloatParameter p => (p.Low, p.High, p.Log),
        IntParameter p => (p.Low, p.High, p.Log),
        null when Number(spec.Fixed.GetValueOrDefault(name)) is { } one => (one, one, true),
        _ => null,
    };

    private static double? LargestOf(SweepSpec spec, string name) => spec.ParseSpace().Parameters.FirstOrDefault(p => p.Name == name) switch
    {
        ChoiceParameter p => p.Choices.Max(choice => Number(choice)),
        _ => RangeOf(spec, name)?.High,
    };

    private static double? Number(object? value) => value switch
    {
        long whole => whole,
        double real => real,
        _ => null,
    };

    // All that are searched, as the search space counts them, and where they exclude each other also how many a trial has.
    private static string Show(SweepSpec spec, int ofATrial)
    {
        var all = spec.ParseSpace().Parameters.Count(p => p is not FrozenParameter);
        return (all == 1 ? "1 setting" : Text($"{all} settings")) + (all == ofATrial ? "" : Text($", at most {ofATrial} in a trial"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
