using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Web.Labels;
using Training.Core.Data;

namespace Platform.Web.Api;

/// <summary>The one way to launch a sweep, for REST and for the form: check everything, then write one event.</summary>
public sealed class SweepLauncher(LaunchValidator validator, LabelledDatasets datasets, PlatformCommands commands, TimeProvider time)
{
    /// <summary>Reads and checks a sweep file. Nothing is written.</summary>
    /// <exception cref="InvalidInputException">With every error found.</exception>
    public async Task<SweepSpec> ValidateAsync(string text, SweepFileFormat format, CancellationToken cancellation = default)
    {
        var (spec, found) = await Task.Run(() => SweepFile.Read(text, format, validator.NaturalObjective), cancellation);
        var errors = await CheckAsync(spec, found, cancellation);
        errors = [.. errors, .. validator.CheckIdle(spec).Where(idle => errors.All(error => error.Field != idle.Field))];
        return errors.Count == 0 ? spec : throw new InvalidInputException(errors);
    }

    /// <summary>Every error of a sweep, none if it can be launched. Nothing is written.</summary>
    /// <param name="spec">The sweep, or the readable part of it.</param>
    /// <param name="found">Errors found before, which are the first of the answer.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async Task<IReadOnlyList<FieldError>> CheckAsync(SweepSpec spec, IReadOnlyList<FieldError> found, CancellationToken cancellation = default)
    {
        var errors = await Task.Run(() => validator.Check(spec, found), cancellation);
        return [.. errors, .. await CheckPastAsync(spec, cancellation), .. await CheckLabelsAsync(spec, errors, cancellation)];
    }

    private async Task<IReadOnlyList<FieldError>> CheckPastAsync(SweepSpec spec, CancellationToken cancellation)
    {
        var errors = new List<FieldError>();
        foreach (var id in spec.WarmStart)
        {
            if ((await commands.LoadExperimentAsync(id, cancellation)).Spec is null)
                errors.Add(new FieldError("warm_start", $"there is no sweep '{id}'; give ids as the list of sweeps shows them."));
        }
        return errors;
    }

    // Whether its files are those that were corrected is said by the same opening that training does.
    private async Task<IReadOnlyList<FieldError>> CheckLabelsAsync(SweepSpec spec, IReadOnlyList<FieldError> found, CancellationToken cancellation)
    {
        if (spec.Fixed.GetValueOrDefault("data_labels") is not long version || version == 0 || found.Any(error => error.Field is "data" or "fixed.data_labels"))
            return [];
        try
        {
            await datasets.OpenAsync(spec.Data, (int)version, cancellation);
            return [];
        }
        catch (Exception wrong) when (wrong is NotFoundException or DatasetException)
        {
            return [new FieldError("fixed.data_labels", $"is {version}: {wrong.Message}")];
        }
    }

    /// <summary>Writes a checked sweep to the journal. Returns the new sweep's identity.</summary>
    /// <param name="key">If given, a repeat with the same key changes nothing and returns the first sweep's identity.</param>
    /// <param name="forkedFrom">The sweep whose results it begins with; null for none.</param>
    /// <param name="cancellation">Ends the wait for the journal.</param>
    public async Task<string> LaunchAsync(SweepSpec spec, string by, string? key = null, ForkOrigin? forkedFrom = null, CancellationToken cancellation = default)
    {
        // A repeated key names the same sweep, so that the sweep's own rules recognise the repeat.
        var id = key is null ? StreamNames.NewExperimentId() : StreamNames.IdOf(key);
        await commands.ApplyAsync(id, new CreateExperiment(id, spec, by, time.GetUtcNow(), forkedFrom), commandId: null, cancellation);
        return id;
    }
}
