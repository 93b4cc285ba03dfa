using Platform.Core;
using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>Runs as a Parquet file, a row a run: what it is, then its parameters, the last values of its metrics, and its tags. What a run lacks is null; NaN is a value.</summary>
internal static class RunsParquet
{
    /// <summary>Most columns of a file.</summary>
    public const int MostColumns = 10_000;

    private const int MostRowsOfGroup = 10_000;
    private const int CellsOfGroup = 2_000_000; // held in memory at once

    /// <summary>Judges the columns before anything is written.</summary>
    /// <exception cref="InvalidInputException">There are too many.</exception>
    public static void Check(IReadOnlyList<RunField> fields)
    {
        if (fields.Count > MostColumns)
            throw new InvalidInputException("column", $"is missing: these runs have {fields.Count} different parameters, metrics and tags, and a table has at most {MostColumns} columns. Name those that you want, such as column=metrics.loss.");
    }

    /// <summary>Writes the file.</summary>
    /// <param name="experiments">Names by identity.</param>
    /// <param name="fields">The columns beside those that every table has: parameters, metrics and tags.</param>
    public static async Task WriteAsync(
        Stream target, IAsyncEnumerable<RunWithMetrics> runs, IReadOnlyDictionary<string, string> experiments, IReadOnlyList<RunField> fields, CancellationToken stop)
    {
        var (id, experiment, name) = (new TextColumn("run_id", isOptional: false), new TextColumn("experiment", isOptional: false), new TextColumn("run", isOptional: false));
        var (status, user) = (new TextColumn("status", isOptional: false), new TextColumn("user", isOptional: false));
        var (start, end) = (new NumberColumn<long>("start_time"), new OptionalNumberColumn<long>("end_time"));
        var metrics = fields.Where(f => f.Kind == RunFieldKind.Metric).ToDictionary(f => f.Key, f => new OptionalNumberColumn<double>($"metrics.{f.Key}"), StringComparer.Ordinal);
        var parameters = fields.Where(f => f.Kind == RunFieldKind.Param).Select(f => (f.Key, Column: new TextColumn($"params.{f.Key}", isOptional: true))).ToList();
        var tags = fields.Where(f => f.Kind == RunFieldKind.Tag).Select(f => (f.Key, Column: new TextColumn($"tags.{f.Key}", isOptional: true))).ToList();
        IReadOnlyList<IParquetColumn> columns = [id, experiment, name, status, user, start, end, .. parameters.Select(p => p.Column), .. metrics.Values, .. tags.Select(t => t.Column)];
        var table = await ParquetTable.CreateAsync(target, columns, Math.Clamp(CellsOfGroup / columns.Count, 1, MostRowsOfGroup), stop);
        await foreach (var (run, latest) in runs.WithCancellation(stop))
        {
            id.Add(run.Id);
            experiment.Add(experiments.GetValueOrDefault(run.ExperimentId, run.ExperimentId));
            name.Add(run.Name);
            status.Add(run.Status.ToString().ToUpperInvariant());
            user.Add(run.User);
            start.Add(run.StartTime);
            end.Add(run.EndTime);
            foreach (var (key, column) in parameters)
                column.Add(run.Params.GetValueOrDefault(key));
            foreach (var (key, column) in tags)
                column.Add(run.Tags.GetValueOrDefault(key));
            var last = latest.ToDictionary(metric => metric.Key, metric => metric.Last.Value, StringComparer.Ordinal);
            foreach (var (key, column) in metrics)
                column.Add(last.TryGetValue(key, out var value) ? value : null);
            await table.EndRowAsync(stop);
        }
        await table.FinishAsync(stop);
    }
}
