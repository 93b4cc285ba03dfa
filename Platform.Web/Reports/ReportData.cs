using System.Globalization;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Reports;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Charts;
using Platform.Web.Compare;
using Platform.Web.Tracking;

namespace Platform.Web.Reports;

/// <summary>Reads what the blocks of reports show, of the present or as of an event.</summary>
public sealed class ReportData(ComparedRuns compared, PlatformViews views, RunSearch search, PastViews past, PastCurve pastCurve, TimeProvider time)
{
    /// <summary>The runs of a block, in their order; unknown ones are left out. Of a sweep a table has the best trial first, a chart the first one.</summary>
    /// <exception cref="InvalidInputException">The block's question or moment cannot be read.</exception>
    /// <exception cref="NotFoundException">There is no such sweep, or was none then.</exception>
    /// <exception cref="ErasedException">The contents were erased.</exception>
    public async Task<ReportRuns> RunsAsync(ReportBlock block, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        var moment = await MomentAsync(block, stop);
        if (block.Sweep is { } sweepId)
        {
            var sweep = (moment is null ? await views.ExperimentAsync(sweepId, stop) : await past.SweepAsync(sweepId, moment.Value, stop)) ?? throw Missing($"sweep '{sweepId}'", moment);
            var trials = moment is null ? await views.TrialsOfAsync(sweepId, stop) : await past.TrialsOfAsync(sweepId, moment.Value, stop);
            var objective = sweep.Spec.Objective;
            var best = trials.Where(t => t.ReproducesTrialId is null).OrderBy(t => t.BestValue is { } value && !double.IsNaN(value) ? objective.ToMinimised(value) : double.PositiveInfinity)
                .ThenBy(t => t.Number).Take(block.Limit);
            // A table has no colours and is read from the best down; a chart's lines have theirs by their places, which are not to change with every result.
            return new ReportRuns([.. (block.Kind == "chart" ? best.OrderBy(t => t.Number) : best).Select(ComparedRuns.Of)], objective.Metric);
        }
        if (block.Experiment is { } experiment)
            return new ReportRuns(await AskAsync(block, experiment, moment, stop), null);
        if (moment is null)
            return new ReportRuns(await compared.ReadAsync(block.Runs, stop), null);
        var runs = new List<ComparedRun>();
        foreach (var id in block.Runs)
        {
            if (await past.TrialAsync(id, moment.Value, stop) is { } trial)
                runs.Add(ComparedRuns.Of(trial));
            else if (await past.RunAsync(id, moment.Value, stop) is { } run)
                runs.Add(ComparedRuns.Of(run));
        }
        return new ReportRuns(runs, null);
    }

    /// <summary>The metric that a chart draws: the one it names, the sweep's objective, or the first with a curve. Null if there is none.</summary>
    public static string? MetricOf(ReportBlock block, ReportRuns runs)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(runs);
        return block.Metric ?? runs.Objective ?? CompareTables.Union(runs.Runs, run => run.Metrics.Keys)
            .FirstOrDefault(name => runs.Runs.Any(run => run.Trial?.Curve(name).Count > 1 || run.Tracked?.Metrics.Any(m => m.Key == name && m.Count > 1) == true));
    }

    /// <summary>A chart's lines; those of runs without the metric are left out.</summary>
    /// <inheritdoc cref="RunsAsync"/>
    public async Task<IReadOnlyList<SeriesLine>> LinesAsync(ReportBlock block, ReportRuns runs, CancellationToken stop = default)
    {
        if (MetricOf(block, runs) is not { } metric)
            return [];
        var moment = await MomentAsync(block, stop);
        var lines = new List<SeriesLine>();
        for (var i = 0; i < runs.Runs.Count; i++)
        {
            var run = runs.Runs[i];
            var line = moment is { } then && run.Tracked is { } tracked ? await PastLineAsync(tracked, metric, block.Axis, then, i, stop) : await compared.LineAsync(run, metric, block.Axis, i, runs.Runs.Count, stop);
            if (line is not null)
                lines.Add(line);
        }
        return lines;
    }

    /// <summary>A registered model.</summary>
    /// <exception cref="NotFoundException">There is none of that name, or was none then.</exception>
    /// <exception cref="InvalidInputException">The moment cannot be read.</exception>
    public async Task<ModelView> ModelAsync(ReportBlock block, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        var moment = await MomentAsync(block, stop);
        return (moment is null ? await views.ModelAsync(block.Model!, stop) : await past.ModelAsync(block.Model!, moment.Value, stop)) ?? throw Missing($"model '{block.Model}'", moment);
    }

    private async Task<IReadOnlyList<ComparedRun>> AskAsync(ReportBlock block, string experiment, PastMoment? moment, CancellationToken stop)
    {
        var question = RunTableQuestion.Parse(experiment, block.Filter, null, block.Order, null, null);
        if (block.Order is not null && question.Sort == RunSort.Default && block.Order != RunSort.Default.Text)
            throw new InvalidInputException("order", "is none; an order is a column and a direction, such as 'metrics.loss asc' or 'attributes.start_time desc'.");
        var (query, problem) = question.ToQuery(block.Limit, moment is { } then ? await past.TimeOfAsync(then, stop) : time.GetUtcNow());
        if (query is null)
            throw new InvalidInputException("filter", problem!.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"position {at}: {problem.Text}") : problem.Text);
        var page = moment is null ? await search.FindAsync(query, stop) : new RunsAtHand(await past.RunsAsync(experiment, moment.Value, stop)).Find(query);
        return [.. page.Runs.Select(ComparedRuns.Of)];
    }

    private async Task<SeriesLine?> PastLineAsync(RunWithMetrics run, string metric, SeriesAxis axis, PastMoment moment, int colour, CancellationToken stop)
    {
        var parts = await pastCurve.OfAsync(run.Run.Id, metric, axis != SeriesAxis.Step, moment, stop);
        if (parts.Count == 0)
            return null;
        var id = string.Create(CultureInfo.InvariantCulture, $"{run.Run.Id}/{metric}/{axis}/{parts.Sum(part => part.Count)}");
        return axis == SeriesAxis.Step
            ? MetricCurves.OfParts(parts, part => part.LastStep, id, run.Run.Name, colour)
            : MetricCurves.OfParts(parts, part => (double)part.LastTime - (axis == SeriesAxis.Elapsed ? run.Run.StartTime : 0), id, run.Run.Name, colour);
    }

    private async Task<PastMoment?> MomentAsync(ReportBlock block, CancellationToken stop) => block.Frozen is { } sequence ? await past.AtAsync(AsOf.Event(sequence), "frozen", stop) : null;

    private static NotFoundException Missing(string what, PastMoment? moment) => new(moment is { } then
        ? string.Create(CultureInfo.InvariantCulture, $"There was no {what} at event {then.Sequence}.")
        : $"There is no {what}.");
}

/// <summary>The runs of a block.</summary>
/// <param name="Objective">Of their sweep; null if they are of none.</param>
public sealed record ReportRuns(IReadOnlyList<ComparedRun> Runs, string? Objective);
