using System.Globalization;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Training.Core.Data;

namespace Platform.Web.Registry;

/// <summary>Reads the chain from the data to a version and its aliases, each link with the event that says so.</summary>
public sealed class ModelLineage(EventJournal journal, PlatformFolders folders)
{
    private const int MostEvents = 5_000; // of a trial: of an unusually long one the first

    private static readonly string[] Told =
    [
        .. new[]
        {
            PlatformEvents.Types.NamesOf<ModelVersionRegistered>(), PlatformEvents.Types.NamesOf<OutsideVersionRegistered>(), PlatformEvents.Types.NamesOf<ModelVersionsMoved>(),
            PlatformEvents.Types.NamesOf<ModelTakenOver>(), PlatformEvents.Types.NamesOf<PromotionEvaluated>(), PlatformEvents.Types.NamesOf<AliasMoved>(),
            PlatformEvents.Types.NamesOf<ModelMoved>(), PlatformEvents.Types.NamesOf<ModelDeleted>(), PlatformEvents.Types.NamesOf<ModelRenamed>(),
        }.SelectMany(names => names),
    ];

    /// <summary>The chain, the data first.</summary>
    public async Task<IReadOnlyList<LineageStep>> OfAsync(ModelView model, ModelVersionRegistered version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(version);
        var events = await journal.ReadStreamsAsync([StreamNames.Model(model.Name)], Told, cancellation);
        // Whoever had the name before has left its events there.
        var own = events.Skip(events.Select((e, i) => e.Data is ModelDeleted or ModelRenamed ? i + 1 : 0).DefaultIfEmpty().Max()).ToList();
        if (version.Checkpoint.Length == 0)
            return [.. Outside(model, version), .. Registry(own, version)];
        var trial = await journal.ReadStreamAsync(StreamNames.Trial(version.TrialId), 0, MostEvents, cancellation);
        var sweep = await journal.ReadStreamAsync(StreamNames.Experiment(version.ExperimentId), 0, 1, cancellation);
        var known = DatasetCatalog.All(folders.Data).Any(data => data.Name == version.DataName);
        return [.. Training(version, known, trial, sweep), .. Registry(own, version)];
    }

    private static IEnumerable<LineageStep> Outside(ModelView model, ModelVersionRegistered version)
    {
        var entry = model.Entry.Of(version.Version);
        yield return new LineageStep("version", "Source", entry.Source ?? "", null, null, null);
        if (entry.RunId is { } run)
            yield return new LineageStep("trial", $"Run {run}", "", $"runs/{run}", null, null);
    }

    private static IEnumerable<LineageStep> Training(ModelVersionRegistered version, bool known, IReadOnlyList<RecordedEvent> trial, IReadOnlyList<RecordedEvent> sweep)
    {
        // The data are older than all that follows; when the trial read them is no time of theirs.
        var started = trial.FirstOrDefault(e => e.Data is TrialStarted);
        yield return new LineageStep("data", known ? $"Data {version.DataName}" : $"Data {version.DataName}, no longer here", version.DataDigest, known ? $"data/{Uri.EscapeDataString(version.DataName)}" : null, started?.Sequence, null);
        if (sweep is [{ Data: ExperimentCreated created } first, ..])
            yield return new LineageStep("sweep", $"Sweep {created.Spec.Name}", created.By, $"sweeps/{version.ExperimentId}", first.Sequence, created.At);
        else
            yield return new LineageStep("sweep", $"Sweep {version.ExperimentId}", "its contents are not kept any more", null, null, null);
        if (trial.FirstOrDefault(e => e.Data is TrialCreated) is { Data: TrialCreated trialCreated } createdEvent)
            yield return new LineageStep("trial", Text($"Trial {trialCreated.Number}"), version.TrialId, $"trials/{version.TrialId}", createdEvent.Sequence, trialCreated.At);
        if (trial.FirstOrDefault(e => e.Data is StartWeightsTaken) is { Data: StartWeightsTaken weights } taken)
            yield return new LineageStep("weights", $"First weights from {weights.Source}", weights.Digest, null, taken.Sequence, weights.At);
        if (trial.FirstOrDefault(e => e.Data is EpochCompleted epoch && epoch.Checkpoint == version.Checkpoint) is { Data: EpochCompleted best } saved)
            yield return new LineageStep("checkpoint", Text($"Checkpoint of epoch {best.Epoch}"), version.Checkpoint, $"api/v1/trials/{version.TrialId}/checkpoint", saved.Sequence, best.At);
        if (trial.FirstOrDefault(e => e.Data is TestEvaluated) is { Data: TestEvaluated test } tested)
            yield return new LineageStep("test", "Test", Show.TestMeasure(test.Metrics), null, tested.Sequence, test.At);
    }

    private static IEnumerable<LineageStep> Registry(IReadOnlyList<RecordedEvent> own, ModelVersionRegistered version)
    {
        var before = "";
        foreach (var recorded in own)
        {
            switch (recorded.Data)
            {
                case ModelMoved e:
                    before = e.OldName;
                    break;
                case ModelVersionsMoved e when e.Versions.FirstOrDefault(v => v.Version == version.Version) is { } moved:
                    yield return new LineageStep("version", Text($"Version {moved.Version}, registered as one of {before}"), Said(moved.By, moved.Why), null, recorded.Sequence, moved.RegisteredAt);
                    break;
                case ModelTakenOver e when e.Versions.FirstOrDefault(v => v.Version == version.Version) is { } moved:
                    yield return new LineageStep("version", Text($"Version {moved.Version}, registered as one of {e.OldName}"), Said(moved.By, moved.Why), null, recorded.Sequence, moved.At);
                    break;
                case ModelVersionRegistered e when e.Version == version.Version:
                    yield return new LineageStep("version", Text($"Version {e.Version}"), Said(e.By, e.Why), null, recorded.Sequence, e.At);
                    break;
                case OutsideVersionRegistered e when e.Version == version.Version:
                    yield return new LineageStep("version", Text($"Version {e.Version}, from outside"), Said(e.By, e.Description), null, recorded.Sequence, e.At);
                    break;
                case PromotionEvaluated e when e.Version == version.Version:
                    var passed = e.Outcomes.Count(outcome => outcome.Passed);
                    var verdict = e.Passed ? "passed" : e.Override is { } reason ? $"overridden: {reason}" : "refused";
                    yield return new LineageStep("gates", Text($"Gates of {e.Alias}: {passed} of {e.Outcomes.Count}"), Said(e.By, verdict), null, recorded.Sequence, e.At);
                    break;
                case AliasMoved e when e.Version == version.Version:
                    yield return new LineageStep("alias", $"{e.Alias} {Way(e)}", Said(e.By, e.Why), null, recorded.Sequence, e.At);
                    break;
                case AliasMoved e when e.PreviousVersion == version.Version:
                    yield return new LineageStep("alias", Text($"{e.Alias} went on to {(e.Version is { } to ? Text($"version {to}") : "no version")}"), Said(e.By, e.Why), null, recorded.Sequence, e.At);
                    break;
            }
        }
    }

    private static string Way(AliasMoved moved) => moved.Return switch
    {
        AliasReturn.RolledBack => "rolled back to it",
        AliasReturn.Undone => "back to it: a rollback undone",
        _ => "pointed to it",
    };

    private static string Said(string by, string why) => why.Length == 0 ? by : $"{by}: {why}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
