using System.Globalization;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Views;
using Search;

namespace Platform.Web.Api;

/// <summary>
/// Forks a sweep at any of its events: the new one begins with the sweep file as it was then, but for what is given, and its sampler with the results of the trials that had ended by
/// then. The rest of the parent stays the parent's: no weights, no trials under way.
/// </summary>
public sealed class SweepForker(SweepReplays replays, PlatformViews views, SweepLauncher launcher)
{
    // Those that build a model of the past's results beside their own; the others only try its best points first.
    private static readonly string[] Learning = ["auto", "gp", "tpe"];

    /// <summary>The sweep as it was at an event.</summary>
    /// <param name="at">The event's number; null for the newest.</param>
    /// <exception cref="NotFoundException">There is no such sweep, or there was none at that event.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public async Task<ReplayMoment> MomentAsync(string id, long? at, CancellationToken cancellation = default)
    {
        await views.RequireSweepAsync(id, cancellation);
        return await replays.AskAsync(id, null, replay => replay.PositionOf(at ?? long.MaxValue) is >= 0 and var position ? replay.At(position) : null, stop: cancellation)
            ?? throw new NotFoundException(string.Create(CultureInfo.InvariantCulture, $"The sweep '{id}' had not been launched yet at event {at}. Give a later event."));
    }

    /// <summary>The spec that a fork begins with unless something is given: the parent's then, under another name and seed, so that it does not draw the parent's random points again.</summary>
    public static SweepSpec Beginning(ReplayMoment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        var spec = moment.Sweep.Spec;
        return spec with { Name = InputText.Cut(moment.Sweep.Name, 190) + " (fork)", Seed = (spec.Seed + moment.Sequence) % (1L << 53) };
    }

    /// <summary>What a fork would begin with. Nothing is written.</summary>
    /// <param name="text">Some or all keys of a sweep file, as <see cref="SweepFile.ReadChange"/> reads them.</param>
    /// <inheritdoc cref="MomentAsync" path="/exception"/>
    /// <exception cref="InvalidInputException">With every error of the file.</exception>
    public async Task<SweepForkPreview> PreviewAsync(string id, long? at, string text, SweepFileFormat format, CancellationToken cancellation = default)
    {
        var moment = await MomentAsync(id, at, cancellation);
        return await PreviewAsync(moment, await ReadAsync(moment, text, format, cancellation), cancellation);
    }

    /// <summary>What a fork with a spec that was found good would begin with.</summary>
    public static Task<SweepForkPreview> PreviewAsync(ReplayMoment moment, SweepSpec spec, CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            ArgumentNullException.ThrowIfNull(moment);
            ArgumentNullException.ThrowIfNull(spec);
            var results = ForkedResults.Of(moment, spec);
            var left = results.Count(result => result.Seen.Fate == ObservationFate.LeftOut);
            return new SweepForkPreview(
                new ForkOrigin(moment.Sweep.Id, moment.Sequence), spec, SweepFile.ToYaml(spec), [.. SweepDifferences.Of(moment.Sweep.Spec, spec), .. Components(moment.Sweep.Spec, spec)], results.Count - left,
                results.Count(result => result.Seen.Fate == ObservationFate.Mapped), left, moment.Trials.Count - results.Count, Notes(moment, spec),
                [.. results.Select(result => new TrialFate(result.Trial.Id, result.Trial.Number, result.Seen.Fate, result.Seen.Why))]);
        },
        cancellation);

    /// <summary>Launches the fork. Returns the new sweep's identity.</summary>
    /// <param name="key">As in <see cref="SweepLauncher.LaunchAsync"/>.</param>
    /// <inheritdoc cref="PreviewAsync(string, long?, string, SweepFileFormat, CancellationToken)" path="/exception"/>
    public async Task<string> ForkAsync(string id, long? at, string text, SweepFileFormat format, string by, string? key = null, CancellationToken cancellation = default)
    {
        var moment = await MomentAsync(id, at, cancellation);
        var spec = await ReadAsync(moment, text, format, cancellation);
        return await launcher.LaunchAsync(spec, by, key, new ForkOrigin(id, moment.Sequence), cancellation);
    }

    private async Task<SweepSpec> ReadAsync(ReplayMoment moment, string text, SweepFileFormat format, CancellationToken cancellation)
    {
        var (spec, errors) = await Task.Run(() => SweepFile.ReadChange(Beginning(moment), text, format), cancellation);
        return await launcher.CheckAsync(spec, errors, cancellation) is { Count: > 0 } all ? throw new InvalidInputException(all) : spec;
    }

    private static IEnumerable<string> Components(SweepSpec was, SweepSpec now)
    {
        if (was.Sampler.Name != now.Sampler.Name)
            yield return $"sampler {was.Sampler.Name} → {now.Sampler.Name}";
        if (was.Pruner.Name != now.Pruner.Name)
            yield return $"pruner {was.Pruner.Name} → {now.Pruner.Name}";
    }

    private static List<string> Notes(ReplayMoment moment, SweepSpec spec)
    {
        var notes = new List<string>();
        if (spec.FurtherObjectives.Count > 0)
            notes.Add("With several objectives the samplers do not use earlier results: this fork begins knowing nothing but its file.");
        else if (Learning.Contains(spec.Sampler.Name, StringComparer.Ordinal))
            notes.Add($"The {spec.Sampler.Name} sampler tries the best carried points first and then learns from all carried results, weighed by how well they put the new ones into order.");
        else
            notes.Add($"The {spec.Sampler.Name} sampler only tries the best carried points first; it does not learn from results of another sweep. auto, gp and tpe do.");
        notes.Add("Every trial of the fork trains anew: no weights and no trials under way are carried, and its pruner compares the fork's own trials only.");
        if (spec.Data != moment.Sweep.Spec.Data)
            notes.Add($"The results were measured on {moment.Sweep.Spec.Data}, the fork trains on {spec.Data}.");
        if (spec.Epochs != moment.Sweep.Spec.Epochs)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The results were measured after up to {moment.Sweep.Spec.Epochs} epochs, the fork trains for {spec.Epochs}."));
        return notes;
    }
}
