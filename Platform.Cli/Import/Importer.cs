using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Brings a source's experiments, runs, logged and registered models here. A repetition adds nothing; of a source that has grown it adds what is new.</summary>
internal sealed class Importer(TrackingApi api, ImportReport report, ImportNotes notes, ImportProgress progress, TimeProvider time)
{
    private readonly Dictionary<string, (string? Id, bool Refused)> _experiments = new(StringComparer.Ordinal);

    /// <exception cref="ImportException">The source cannot be read.</exception>
    public async Task ImportAsync(IRunSource source, CancellationToken cancel)
    {
        var runs = new RunImport(api, report, notes, progress);
        var measured = new List<SourceRun>();
        await foreach (var run in source.RunsAsync(cancel))
        {
            var (experiment, refused) = await ExperimentAsync(run.Experiment, cancel);
            if (refused)
                continue;
            await OneAsync($"run {run.Id}", () => runs.ImportAsync(run, experiment, time.GetUtcNow().ToUnixTimeMilliseconds(), cancel));
            if (run.Measured is not null)
                measured.Add(run);
        }
        var logged = new LoggedModelImport(api, report, notes, progress);
        await foreach (var model in source.LoggedModelsAsync(cancel))
        {
            var (experiment, refused) = await ExperimentAsync(model.Experiment, cancel);
            if (!refused)
                await OneAsync($"logged model {model.Id}", () => logged.ImportAsync(model, experiment, cancel));
        }
        var measurements = new MeasuredImport(api, report, notes, progress);
        foreach (var run in measured)
            await OneAsync($"run {run.Id}", () => measurements.ImportAsync(run, cancel));
        var registered = await source.ModelsAsync(cancel).ToListAsync(cancel);
        var models = new ModelImport(api, report, notes, new VersionSources(api, report, notes, registered, logged.Brought));
        foreach (var model in registered)
            await models.ImportAsync(model, cancel);
    }

    // What is wrong with one costs that one.
    private async Task OneAsync(string where, Func<Task> import)
    {
        try
        {
            await import();
        }
        catch (ApiException wrong) when (wrong.Code is not null && (int)wrong.Status is >= 400 and < 500)
        {
            notes.LeaveOut(where, wrong.Message);
        }
        catch (Exception broken) when (broken is IOException and not HttpIOException or UnauthorizedAccessException or InvalidDataException)
        {
            notes.LeaveOut(where, $"cannot be read to its end: {broken.Message} Import it again once that is mended.");
        }
        progress.Show(report.Line);
    }

    private async Task<(string? Id, bool Refused)> ExperimentAsync(SourceExperiment experiment, CancellationToken cancel)
    {
        if (_experiments.TryGetValue(experiment.Name, out var known))
            return known;
        try
        {
            known = await EnsureAsync(experiment, cancel);
        }
        catch (ApiException wrong) when (wrong.Code is not null && (int)wrong.Status is >= 400 and < 500)
        {
            notes.LeaveOut($"experiment {experiment.Name}", wrong.Message);
            known = (null, true);
        }
        _experiments.Add(experiment.Name, known);
        return known;
    }

    private async Task<(string? Id, bool Refused)> EnsureAsync(SourceExperiment experiment, CancellationToken cancel)
    {
        var found = await api.ExperimentAsync(experiment.Name, cancel);
        if (found is { Deleted: true })
        {
            notes.LeaveOut($"experiment {experiment.Name}", "is deleted here; restore it and import again");
            return (null, true);
        }
        if (found is null)
            report.Experiments++;
        var id = found?.Id ?? (report.DryRun ? null : await api.CreateExperimentAsync(experiment.Name, cancel));
        foreach (var (key, value) in experiment.Tags.Where(tag => found?.Tags.ContainsKey(tag.Key) != true))
        {
            try
            {
                if (!report.DryRun)
                    await api.TagExperimentAsync(id!, key, value, cancel);
            }
            catch (ApiException refused) when (refused.Code is not null)
            {
                notes.LeaveOut($"experiment {experiment.Name}, tag {key}", refused.Message);
            }
        }
        return (id, false);
    }
}
