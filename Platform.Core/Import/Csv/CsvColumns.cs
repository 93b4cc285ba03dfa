namespace Platform.Core.Import.Csv;

/// <summary>What the columns of a CSV file mean, by their names in any case. A number of -1 stands for none.</summary>
/// <param name="RunId">Names the run's identity.</param>
/// <param name="Run">Names the run.</param>
/// <param name="Experiment">Names the run's experiment.</param>
/// <param name="Metric">With <paramref name="Value"/>: names the metric of the row.</param>
/// <param name="Value">Its value: one row a point. Without it the columns of <paramref name="Metrics"/> are one metric each.</param>
/// <param name="Step">The step; without it rows are counted from 0.</param>
/// <param name="Time">When, in any form.</param>
/// <param name="TimeIsDate">Its name says that it holds dates.</param>
/// <param name="TimeMs">When, in Unix milliseconds whatever their size; goes before <paramref name="Time"/>.</param>
/// <param name="Metrics">Columns that are metrics, with their names.</param>
internal sealed record CsvColumns(int RunId, int Run, int Experiment, int Metric, int Value, int Step, int Time, bool TimeIsDate, int TimeMs, IReadOnlyList<(int Column, string Key)> Metrics)
{
    /// <summary>Reads a header.</summary>
    /// <param name="header">The first record.</param>
    /// <param name="onlyMetric">The metric's name where a column of values has no column of names beside it.</param>
    /// <exception cref="ImportException">No column can be a metric.</exception>
    public static CsvColumns Of(IReadOnlyList<string> header, string onlyMetric)
    {
        var names = header.Select(name => name.Trim()).ToList();
        var runId = Find("run_id", "run id", "runid");
        var run = Find("run", "run_name", "run name");
        var experiment = Find("experiment", "experiment_name", "experiment name");
        var metric = Find("metric", "metric_name", "key", "tag");
        var value = Find("value");
        var step = Find("step", "global_step", "_step", "iteration", "epoch");
        var time = Find("time", "timestamp", "wall_time", "wall time", "walltime", "_timestamp", "date", "datetime");
        var isDate = time >= 0 && names[time].StartsWith("date", StringComparison.OrdinalIgnoreCase);
        var timeMs = Find("time_ms");
        int[] taken = [runId, run, experiment, step, time, timeMs];
        if (value >= 0 && (metric >= 0 || names.Count == 1 + taken.Count(column => column >= 0)))
            return new(runId, run, experiment, metric, value, step, time, isDate, timeMs, metric < 0 ? [(value, onlyMetric)] : []);
        var metrics = names.Select((name, column) => (column, name)).Where(item => !taken.Contains(item.column) && item.name.Length > 0).ToList();
        return metrics.Count > 0
            ? new(runId, run, experiment, -1, -1, step, time, isDate, timeMs, metrics)
            : throw new ImportException($"No column is a metric: there are {string.Join(", ", names)}. Give one column a metric beside 'step', or the columns 'metric', 'step' and 'value'.");

        int Find(params string[] known)
        {
            foreach (var name in known)
            {
                if (names.FindIndex(found => found.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at)
                    return at;
            }
            return -1;
        }
    }
}
