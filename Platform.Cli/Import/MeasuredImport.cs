using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Brings what a run measured of logged models here, once both are here: each of these points comes with its model, so that it does not come with the run's others.</summary>
internal sealed class MeasuredImport(TrackingApi api, ImportReport report, ImportNotes notes, ImportProgress progress)
{
    private const int PointsAtOnce = 1_000;
    private readonly BatchSender _sender = new(api, notes, report.DryRun);
    private readonly Dictionary<string, bool> _models = new(StringComparer.Ordinal); // whether they are here and take something

    public async Task ImportAsync(SourceRun run, CancellationToken cancel)
    {
        if (await api.RunAsync(run.Id, cancel) is not { Deleted: false } here)
        {
            if (!report.DryRun)
                return; // the run's own import has said why
            here = null;
        }
        var known = here is null ? [] : await api.MeasuredAsync(run.Id, cancel).Select(one => Equal(one)).ToHashSetAsync(cancellationToken: cancel);
        var (earlier, batch, alone) = (here is null ? null : new KnownPoints(api, here), new List<MeasuredPoint>(PointsAtOnce), new List<SourcePoint>(PointsAtOnce));
        await foreach (var measured in run.Measured!(cancel))
        {
            if (!report.DryRun && !await IsHereAsync(measured.ModelId, cancel))
            {
                notes.LeaveOut($"run {run.Id}", $"points come without the logged model {measured.ModelId} that they were measured of, which is not here");
                if (!await earlier!.HasAsync(measured.Point, cancel))
                    alone.Add(measured.Point);
                else
                    report.KnownPoints++;
            }
            else if (known.Contains(Equal(measured)))
                report.KnownPoints++;
            else
                batch.Add(measured);
            if (batch.Count == PointsAtOnce)
                await SendAsync(run.Id, batch, cancel);
            if (alone.Count == PointsAtOnce)
                await SendAsync(run.Id, alone, cancel);
        }
        await SendAsync(run.Id, batch, cancel);
        await SendAsync(run.Id, alone, cancel);
    }

    /// <summary>A point as a key of sets: all that is no number is equal.</summary>
    internal static SourcePoint Equal(SourcePoint point) => double.IsNaN(point.Value) ? point with { Value = double.NaN } : point;

    private static MeasuredPoint Equal(MeasuredPoint measured) => measured with { Point = Equal(measured.Point) };

    private async Task SendAsync(string run, List<MeasuredPoint> batch, CancellationToken cancel)
    {
        report.Points += await _sender.MeasuredAsync(run, batch, cancel);
        batch.Clear();
        progress.Show(report.Line);
    }

    private async Task SendAsync(string run, List<SourcePoint> batch, CancellationToken cancel)
    {
        report.Points += await _sender.PointsAsync(run, batch, cancel);
        batch.Clear();
        progress.Show(report.Line);
    }

    private async Task<bool> IsHereAsync(string model, CancellationToken cancel)
    {
        if (!_models.TryGetValue(model, out var here))
            _models.Add(model, here = await api.LoggedModelAsync(model, cancel) is { Deleted: false });
        return here;
    }
}
