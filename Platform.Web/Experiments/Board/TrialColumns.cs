using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;
using Search;

namespace Platform.Web.Experiments.Board;

/// <summary>The columns that a sweep's table can have. Pure.</summary>
public static class TrialColumns
{
    private const string Trial = "Trial";
    private const string Metrics = "Metrics";
    private const string Settings = "Settings";
    private const string Running = "How it ran";
    private const int MostUsual = 11; // by the widths of board.css

    private static readonly string[] Always = ["trial", "status", "best", "epoch"];
    private static readonly string[] Spare = ["duration", "last", "silo"]; // those that are looked at most come first

    /// <summary>All columns of a sweep.</summary>
    /// <param name="metrics">Names of the curves that its trials report.</param>
    public static IReadOnlyList<TrialColumn> All(SearchSpace space, Objective objective, IEnumerable<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(metrics);
        return
        [
            new("trial", "Trial", Trial, TrialColumnKind.Trial, t => (double)t.Number, t => t.Number.ToString(CultureInfo.InvariantCulture)),
            new("status", "Status", Trial, TrialColumnKind.Status, t => Show.Status(t.Status), t => Show.Status(t.Status)),
            Number("best", "Best", Metrics, t => t.BestValue, v => Show.Metric(objective.Metric, v)),
            Number("last", "Last", Metrics, t => Last(t, objective.Metric), v => Show.Metric(objective.Metric, v)),
            new("epoch", "Epoch", Trial, TrialColumnKind.Number, t => (double)t.LastEpoch, t => string.Create(CultureInfo.InvariantCulture, $"{t.LastEpoch}/{t.Epochs}")),
            .. space.Parameters.Select(Of),
            .. metrics.Where(m => m != objective.Metric).SelectMany(m => new[]
            {
                Number($"best.{m}", $"{Show.Title(m)} at best", Metrics, t => AtBest(t, m), v => Show.Metric(m, v)),
                Number($"last.{m}", $"{Show.Title(m)}, last", Metrics, t => Last(t, m), v => Show.Metric(m, v)),
            }),
            Number("best_epoch", "Best epoch", Metrics, t => t.BestEpoch, v => Show.Number(v)),
            new("silo", "Silo", Running, TrialColumnKind.Text, t => t.Silo, t => t.Silo ?? "–"),
            Number("lane", "Lane", Running, t => t.Lane, v => Show.Number(v)),
            Number("attempt", "Attempt", Running, t => t.Attempt, v => Show.Number(v)),
            new("duration", "Trained", Running, TrialColumnKind.Duration, t => t.TrainedSeconds, t => Show.Duration(TimeSpan.FromSeconds(t.TrainedSeconds))),
            new("reason", "Reason of the end", Running, TrialColumnKind.Long, t => t.EndReason, t => t.EndReason ?? ""),
            new("why", "Why proposed", Running, TrialColumnKind.Long, t => t.Why, t => t.Why ?? ""),
        ];
    }

    /// <summary>The columns of a table whose address chooses none: every setting, and as many of the others as a window of 1440 pixels has room for beside them.</summary>
    public static IReadOnlyList<string> Usual(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        var room = Math.Max(0, MostUsual - Always.Length - space.Parameters.Count);
        return ["trial", "status", "best", .. Spare.Take(room).Where(key => key == "last"), "epoch", .. space.Parameters.Select(p => p.Name), .. Spare.Take(room).Where(key => key != "last")];
    }

    /// <summary>
    /// The column that a person means: by its key or title, by the beginning of its key, or by the first letters of its words (<c>lr</c> for learning_rate),
    /// where only one fits. Null if none or several do.
    /// </summary>
    public static TrialColumn? Find(IReadOnlyList<TrialColumn> columns, string name)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.FirstOrDefault(c => Same(c.Key, name)) ?? columns.FirstOrDefault(c => Same(c.Title, name))
            ?? Only(c => c.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ?? (name.Length > 1 ? Only(c => Same(Initials(c.Key), name)) : null);

        TrialColumn? Only(Func<TrialColumn, bool> fits) => columns.Where(fits).Take(2).ToList() is [var one] ? one : null;
    }

    /// <summary>A metric's value after a trial's last epoch; null before the first.</summary>
    public static double? Last(TrialView trial, string metric)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return trial.Curve(metric) is { Count: > 0 } curve ? curve[^1] : null;
    }

    private static double? AtBest(TrialView trial, string metric) => trial.Curve(metric) is var curve && trial.BestEpoch is { } epoch && epoch >= 1 && epoch <= curve.Count ? curve[epoch - 1] : null;

    private static TrialColumn Of(Parameter parameter)
    {
        var isNumber = IsNumber(parameter);
        return new TrialColumn(
            parameter.Name, parameter.Name, Settings, isNumber ? TrialColumnKind.Number : TrialColumnKind.Text, t => Value(t.Parameters.GetValueOrDefault(parameter.Name), isNumber),
            t => Show.Parameter(t.Parameters.GetValueOrDefault(parameter.Name)));
    }

    // What people read where some choices are no numbers: a column is compared either as numbers or as texts.
    private static object? Value(object? given, bool isNumber) => given switch
    {
        null => null,
        _ when !isNumber => Show.Parameter(given),
        double number => number,
        long number => (double)number,
        _ => null,
    };

    private static bool IsNumber(Parameter parameter) => parameter switch
    {
        FloatParameter or IntParameter => true,
        ChoiceParameter choice => choice.Choices.All(c => c is double or long),
        FrozenParameter { Of: { } thawed } => IsNumber(thawed),
        FrozenParameter frozen => frozen.Value is double or long,
        _ => false,
    };

    private static TrialColumn Number(string key, string title, string group, Func<TrialView, double?> value, Func<double?, string> text) =>
        new(key, title, group, TrialColumnKind.Number, t => value(t), t => text(value(t)));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Initials(string key) => string.Concat(key.Split('_', '.', '-').Where(part => part.Length > 0).Select(part => part[0]));
}
