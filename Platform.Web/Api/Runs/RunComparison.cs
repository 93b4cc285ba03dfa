using Platform.Core.Experiments;
using Platform.Core.Views;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>Runs side by side; every list of values is in the runs' order.</summary>
/// <param name="Differing">Fields that have an effect and are not the same in all runs; null where a run does not have the field.</param>
/// <param name="Same">Fields that are the same in all runs.</param>
/// <param name="Metrics">Numbers at each run's best epoch, test metrics, and what the run cost.</param>
public sealed record RunComparison(IReadOnlyList<TrialView> Runs, IReadOnlyList<ComparedField> Differing, IReadOnlyList<SharedField> Same, IReadOnlyList<ComparedMetric> Metrics)
{
    private static readonly string[] FirstMetrics = ["test_accuracy", "test_loss", "validation_accuracy", "validation_loss", "train_accuracy", "train_loss"];

    public static RunComparison Of(IReadOnlyList<TrialView> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var fields = runs.Select(EffectiveFields).ToArray();
        var names = fields.SelectMany(f => f.Keys).Distinct(StringComparer.Ordinal).OrderBy(CatalogueOrder).ThenBy(n => n, StringComparer.Ordinal);
        var rows = names.Select(name => new ComparedField(name, [.. fields.Select(f => f.GetValueOrDefault(name))])).ToArray();
        return new RunComparison(
            runs,
            [.. rows.Where(r => !IsShared(r))],
            [.. rows.Where(IsShared).Select(r => new SharedField(r.Field, r.Values[0]!))],
            [.. MetricsOf(runs)]);
    }

    private static bool IsShared(ComparedField row) => row.Values.All(v => v is not null && v.Equals(row.Values[0]));

    // With defaults filled in and fields without effect left out, so that what differs is what mattered.
    private static IReadOnlyDictionary<string, object> EffectiveFields(TrialView run)
    {
        try
        {
            return TrainingSpec.Parse(run.Fields).ToFields();
        }
        catch (SpecException)
        {
            return run.Fields; // written by a version with another catalogue: shown as recorded
        }
    }

    private static int CatalogueOrder(string name)
    {
        for (var i = 0; i < TrainingFields.All.Count; i++)
        {
            if (TrainingFields.All[i].Name == name)
                return i;
        }

        return int.MaxValue;
    }

    private static IEnumerable<ComparedMetric> MetricsOf(IReadOnlyList<TrialView> runs)
    {
        var curves = runs.SelectMany(r => r.Metrics.Keys.Concat(r.TestMetrics?.Keys ?? [])).Concat(["train_loss", "validation_loss"]).Distinct(StringComparer.Ordinal);
        foreach (var name in curves.OrderBy(n => Array.IndexOf(FirstMetrics, n) is >= 0 and var i ? i : int.MaxValue).ThenBy(n => n, StringComparer.Ordinal))
            yield return Metric(name, runs.Select(r => AtBestEpoch(r, name)), smallerIsBetter: Objective.DirectionOf(name) == Direction.Minimize);
        yield return Metric("best_epoch", runs.Select(r => (double?)r.BestEpoch), smallerIsBetter: null);
        yield return Metric("epochs", runs.Select(r => (double?)r.LastEpoch), smallerIsBetter: null);
        yield return Metric("trained_seconds", runs.Select(r => (double?)r.TrainedSeconds), smallerIsBetter: true);
    }

    private static double? AtBestEpoch(TrialView run, string name)
    {
        if (run.TestMetrics?.TryGetValue(name, out var tested) == true)
            return tested;
        var curve = run.Curve(name);
        var epoch = run.BestEpoch ?? curve.Count;
        return epoch >= 1 && epoch <= curve.Count ? curve[epoch - 1] : null;
    }

    private static ComparedMetric Metric(string name, IEnumerable<double?> values, bool? smallerIsBetter)
    {
        double?[] all = [.. values];
        var numbers = all.OfType<double>().Where(double.IsFinite).ToArray();
        if (smallerIsBetter is not { } smaller || numbers.Length < 2 || numbers.Distinct().Count() < 2)
            return new ComparedMetric(name, all, Best: null);
        return new ComparedMetric(name, all, Array.IndexOf(all, smaller ? numbers.Min() : numbers.Max()));
    }
}

/// <summary>A field on which runs differ.</summary>
public sealed record ComparedField(string Field, IReadOnlyList<object?> Values);

/// <summary>A field that all runs share.</summary>
public sealed record SharedField(string Field, object Value);

/// <summary>A number of each run.</summary>
/// <param name="Best">Index of the best run; null when they are equal, or better has no meaning.</param>
public sealed record ComparedMetric(string Name, IReadOnlyList<double?> Values, int? Best);
