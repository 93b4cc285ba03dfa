using Platform.Cli.Api;
using Spectre.Console;

namespace Platform.Cli.Output;

/// <summary>Sweeps and trials as tables.</summary>
internal static class SweepTables
{
    // Of the columns that are always there, and of a number.
    private const int FixedWidth = 100;
    private const int ValueWidth = 10;

    public static Table Sweeps(IEnumerable<SweepItem> sweeps)
    {
        var table = Tables.New("id", "name", "status", "data", "sampler", "trials", "running", "pruned", "failed", "best", "best trial", "priority", "created");
        foreach (var sweep in sweeps)
            table.Row(
                sweep.Id, sweep.Name, sweep.Status, sweep.Spec.Data, sweep.Spec.Sampler.Name, $"{sweep.Ended}/{sweep.Spec.Trials}", $"{sweep.Running}",
                $"{sweep.Pruned}", $"{sweep.Failed}", Show.Number(sweep.BestValue), sweep.BestTrialId ?? "", $"{sweep.Priority}", Show.Time(sweep.CreatedAt));
        return table;
    }

    /// <summary>The trials with what was searched over, the best marked; a column for each parameter where there is room.</summary>
    /// <param name="width">Columns of the terminal.</param>
    public static Table Trials(SweepItem sweep, IReadOnlyList<TrialItem> trials, int width, int last = int.MaxValue)
    {
        var names = trials.SelectMany(trial => trial.Parameters.Keys).Distinct(StringComparer.Ordinal).ToList();
        var spread = width >= FixedWidth + names.Sum(name => Math.Max(name.Length, ValueWidth) + 3);
        var test = TestMetric(sweep.Spec.Objective.Metric);
        var table = Tables.New([" ", "trial", "status", "epochs", sweep.Spec.Objective.Metric, test, "seconds", .. spread ? names : ["parameters"]]);
        foreach (var trial in trials.TakeLast(last))
            table.Row([
                trial.Id == sweep.BestTrialId ? "*" : "", trial.Id, trial.Status, $"{trial.TrainLoss.Count}/{trial.Epochs}", Show.Number(trial.BestValue),
                Show.Number(trial.TestMetrics is { } measured && measured.TryGetValue(test, out var value) ? value : null),
                trial.TrainedSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
                .. spread ? names.Select(name => trial.Parameters.TryGetValue(name, out var given) ? Show.Value(given) : "") : [Show.Parameters(trial.Parameters)],
            ]);
        return table;
    }

    // The objective's own measure on the test set; accuracy where the objective is the loss.
    private static string TestMetric(string objective) =>
        objective.EndsWith("_loss", StringComparison.Ordinal) || !objective.Contains('_', StringComparison.Ordinal) ? "test_accuracy" : "test" + objective[objective.IndexOf('_', StringComparison.Ordinal)..];
}
