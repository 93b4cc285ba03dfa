using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Views;
using Search;

namespace Platform.Web.Api;

/// <summary>Gives a running or paused sweep another space or budget, checked as at its launch; or says what that would do.</summary>
public sealed class SweepChanger(LaunchValidator validator, PlatformCommands commands, StudyReader studies, SweepSteering steering, PlatformViews views, TimeProvider time)
{
    /// <summary>What a change would do to the sweep and to what its trials say. Nothing is written.</summary>
    /// <param name="text">Some or all keys of a sweep file; see <see cref="SweepFile.ReadChange"/>.</param>
    /// <exception cref="NotFoundException">There is no such sweep.</exception>
    /// <exception cref="InvalidInputException">With every error of the file.</exception>
    /// <exception cref="RuleViolation">The sweep has ended.</exception>
    public async Task<SweepChangePreview> PreviewAsync(string id, string text, SweepFileFormat format, string by, CancellationToken cancellation = default)
    {
        var (sweep, spec) = await ReadAsync(id, text, format, cancellation);
        ExperimentDecider.Decide(sweep, new ChangeSweep(spec, sweep.Changes.Count, by, "", time.GetUtcNow()));
        var seen = await studies.ReadAsync(id, moment => moment.Study.Under(spec), cancellation) ?? [];
        return new SweepChangePreview(
            spec, SweepFile.ToYaml(spec), SweepDifferences.Of(sweep.Spec!, spec), Count(ObservationFate.Kept), Count(ObservationFate.Mapped), Count(ObservationFate.LeftOut),
            [.. seen.Select(s => new TrialFate(StreamNames.TrialId(id, s.Trial.Number), s.Trial.Number, s.Seen.Fate, s.Seen.Why))]);

        int Count(ObservationFate fate) => seen.Count(s => s.Seen.Fate == fate);
    }

    /// <summary>Changes the sweep and answers how it stands then. A change that changes nothing writes nothing.</summary>
    /// <param name="seen">How many changes the sweep had when somebody decided on this one: if it has more by now it is refused. Null if that does not matter.</param>
    /// <inheritdoc cref="PreviewAsync" path="/exception"/>
    public async Task<ExperimentView> ChangeAsync(
        string id, string text, SweepFileFormat format, string by, string reason, string? commandId = null, int? seen = null, CancellationToken cancellation = default)
    {
        var (sweep, spec) = await ReadAsync(id, text, format, cancellation);
        return await steering.ApplyAsync(id, at => new ChangeSweep(spec, seen ?? sweep.Changes.Count, by, reason, at), commandId, cancellation);
    }

    private async Task<(Experiment Sweep, SweepSpec Spec)> ReadAsync(string id, string text, SweepFileFormat format, CancellationToken cancellation)
    {
        await views.RequireSweepAsync(id, cancellation);
        var sweep = await commands.LoadExperimentAsync(id, cancellation);
        var (spec, errors) = await Task.Run(
            () =>
            {
                var (read, found) = SweepFile.ReadChange(sweep.Spec!, text, format);
                return (read, validator.Check(read, found));
            },
            cancellation);
        FieldError[] all = [.. errors, .. errors.Count == 0 ? SweepChangeRules.Check(sweep.Spec!, spec, sweep.Proposed) : []];
        return all.Length == 0 ? (sweep, spec) : throw new InvalidInputException(all);
    }
}
