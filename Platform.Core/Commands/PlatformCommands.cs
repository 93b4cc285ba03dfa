using System.Diagnostics;
using System.Security.Cryptography;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Labels;
using Platform.Core.LoggedModels;
using Platform.Core.Registry;
using Platform.Core.Studies;
using Platform.Core.Trials;

namespace Platform.Core.Commands;

/// <summary>
/// The one write path: load a stream's state, decide, append at the version that was seen, and begin anew if somebody else was
/// faster. Events that belong together are appended to their streams in one transaction.
/// </summary>
public sealed class PlatformCommands(EventJournal journal)
{
    private const int MaxConflicts = 50;
    private const int CrowdedFrom = 3; // conflicts in a row

    // Each conflict is somebody else's success; of a crowd that writes at one moment the last one is beaten by all others.
    private static readonly TimeSpan CrowdPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBreath = TimeSpan.FromMilliseconds(400);

    private readonly StreamStates<Experiment, ExperimentEvent> _experiments = new(journal, Experiment.Initial, (s, e) => s.Evolve(e));
    private readonly StreamStates<Trial, TrialEvent> _trials = new(journal, Trial.Initial, (s, e) => s.Evolve(e));
    private readonly StreamStates<RegisteredModel, ModelEvent> _models = new(journal, RegisteredModel.Initial, (s, e) => s.Evolve(e));

    private readonly StreamStates<LoggedModel?, LoggedModelEvent> _loggedModels = new(journal, null, LoggedModel.Evolve);

    private readonly StreamStates<DatasetLabels, LabelEvent> _labels = new(journal, DatasetLabels.Initial, (s, e) => s.Evolve(e));

    public async Task<Experiment> LoadExperimentAsync(string experimentId, CancellationToken stop = default) =>
        (await _experiments.LoadAsync(StreamNames.Experiment(experimentId), stop)).State;

    public async Task<Trial> LoadTrialAsync(string trialId, CancellationToken stop = default) =>
        (await _trials.LoadAsync(StreamNames.Trial(trialId), stop)).State;

    public async Task<RegisteredModel> LoadModelAsync(string model, CancellationToken stop = default) =>
        (await _models.LoadAsync(StreamNames.Model(model), stop)).State;

    /// <summary>The versions of a data set's labels; none for one that was never corrected.</summary>
    public async Task<DatasetLabels> LoadLabelsAsync(string data, CancellationToken stop = default) =>
        (await _labels.LoadAsync(StreamNames.Dataset(data), stop)).State;

    /// <summary>Applies a command to a sweep.</summary>
    /// <param name="commandId">If given, a repeat of the same id changes nothing and returns the current state, also if the rules would refuse it by now.</param>
    /// <exception cref="RuleViolation">The rules refuse it; nothing was written.</exception>
    public Task<Experiment> ApplyAsync(string experimentId, ExperimentCommand command, string? commandId = null, CancellationToken stop = default) =>
        OnceAsync(commandId, () => LoadExperimentAsync(experimentId, stop), async () =>
        {
            var (state, version) = await _experiments.LoadAsync(StreamNames.Experiment(experimentId), stop);
            var events = ExperimentDecider.Decide(state, command);
            if (events.Length == 0)
                return state;
            var result = await journal.AppendAsync(new AppendRequest([OfExperiment(experimentId, version, events)], commandId), stop);
            return result.WasRepeat ? await LoadExperimentAsync(experimentId, stop) : _experiments.Fold(state, events);
        }, stop);

    /// <summary>Applies a command to a run. When it ends one of a sweep's own trials, the sweep learns of it in the same transaction.</summary>
    /// <exception cref="AttemptSuperseded">The reporting attempt is not the newest one; its runner must stop.</exception>
    /// <exception cref="RuleViolation">The rules refuse it; nothing was written.</exception>
    public Task<Trial> ApplyAsync(string trialId, TrialCommand command, string? commandId = null, CancellationToken stop = default) =>
        OnceAsync(commandId, () => LoadTrialAsync(trialId, stop), async () =>
        {
            var (state, version) = await _trials.LoadAsync(StreamNames.Trial(trialId), stop);
            var events = TrialDecider.Decide(state, command);
            if (events.Length == 0)
                return state;
            var next = _trials.Fold(state, events);
            List<StreamAppend> appends = [OfTrial(trialId, version, events)];
            if (next.HasEnded && !state.HasEnded)
                appends.AddRange(await TellTheSweepAsync(next, events[^1], stop));
            var result = await journal.AppendAsync(new AppendRequest(appends, commandId, next.ExperimentId), stop);
            return result.WasRepeat ? await LoadTrialAsync(trialId, stop) : next;
        }, stop);

    /// <summary>Applies a command to a registered model.</summary>
    /// <exception cref="ConfirmationNeeded">It would replace the champion by a worse version.</exception>
    public Task<RegisteredModel> ApplyAsync(string model, ModelCommand command, string? commandId = null, CancellationToken stop = default) =>
        OnceAsync(commandId, () => LoadModelAsync(model, stop), async () =>
        {
            var stream = StreamNames.Model(model);
            var (state, version) = await _models.LoadAsync(stream, stop);
            var events = ModelDecider.Decide(state, command);
            if (events.Length == 0)
                return state;
            var result = await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.ModelType, version, events)], commandId), stop);
            return result.WasRepeat ? await LoadModelAsync(model, stop) : _models.Fold(state, events);
        }, stop);

    /// <summary>Makes a model from outside the next version of a registered model. The logged model that it was learns of it in the same transaction.</summary>
    /// <exception cref="RuleViolation">There is no such model, or the logged model is deleted or not there; nothing was written.</exception>
    public Task<RegisteredModel> RegisterAsync(string model, RegisterOutsideVersion command, CancellationToken stop = default) =>
        RetryAsync(async () =>
        {
            var stream = StreamNames.Model(model);
            var (state, version) = await _models.LoadAsync(stream, stop);
            var events = ModelDecider.Decide(state, command);
            var next = _models.Fold(state, events);
            List<StreamAppend> appends = [new(stream, StreamNames.ModelType, version, events)];
            if (command.LoggedModelId is { } id)
            {
                var (logged, loggedVersion) = await _loggedModels.LoadAsync(StreamNames.LoggedModel(id), stop);
                var named = LoggedModelDecider.Decide(logged, new NameModelVersion(model, next.Versions[^1].Version) { At = command.At });
                if (named.Length > 0) // it may be named already: versions are counted anew when a deleted model's name is taken again
                    appends.Add(new(StreamNames.LoggedModel(id), StreamNames.LoggedModelType, loggedVersion, named));
            }
            await journal.AppendAsync(new AppendRequest(appends), stop);
            return next;
        });

    /// <summary>Answers an occasion for a retraining; if it begins, its sweep is launched in the same transaction.</summary>
    /// <param name="sweep">What is trained; its name is given here.</param>
    public Task<RegisteredModel> BeginRetrainingAsync(string model, BeginRetraining command, SweepSpec sweep, CancellationToken stop = default) =>
        RetryAsync(async () =>
        {
            var stream = StreamNames.Model(model);
            var (state, version) = await _models.LoadAsync(stream, stop);
            var events = ModelDecider.Decide(state, command);
            if (events.Length == 0)
                return state;
            List<StreamAppend> appends = [new(stream, StreamNames.ModelType, version, events)];
            if (events[^1] is RetrainingStarted started)
            {
                var spec = sweep with { Name = RetrainingSweep.Name(model, started.Number) };
                appends.Add(OfExperiment(started.ExperimentId, 0, ExperimentDecider.Decide(Experiment.Initial, new CreateExperiment(started.ExperimentId, spec, RetrainingDecider.By, command.At))));
            }
            await journal.AppendAsync(new AppendRequest(appends), stop);
            return _models.Fold(state, events);
        });

    /// <summary>Gives a registered model another name; all that it has goes along, in one transaction.</summary>
    /// <exception cref="RuleViolation">There is no such model, or the name is taken; nothing was written.</exception>
    public Task RenameModelAsync(string oldName, string newName, string by, DateTimeOffset at, CancellationToken stop = default) =>
        RetryAsync(async () =>
        {
            var (model, version) = await _models.LoadAsync(StreamNames.Model(oldName), stop);
            var (other, otherVersion) = await _models.LoadAsync(StreamNames.Model(newName), stop);
            var (left, taken) = ModelEntryDecider.Rename(model, version, other, oldName, newName, by, at);
            return await journal.AppendAsync(
                new AppendRequest(
                [
                    new StreamAppend(StreamNames.Model(oldName), StreamNames.ModelType, version, left),
                    new StreamAppend(StreamNames.Model(newName), StreamNames.ModelType, otherVersion, taken),
                ]), stop);
        });

    /// <summary>Corrects labels of a data set.</summary>
    /// <exception cref="RuleViolation">The rules refuse it, or somebody else was faster; nothing was written.</exception>
    public Task<DatasetLabels> ApplyAsync(CorrectLabels command, CancellationToken stop = default) =>
        RetryAsync(async () =>
        {
            var stream = StreamNames.Dataset(command.Data);
            var (state, version) = await _labels.LoadAsync(stream, stop);
            var events = LabelDecider.Decide(state, command);
            if (events.Length == 0)
                return state;
            await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.DatasetType, version, events)], By: command.By), stop);
            return _labels.Fold(state, events);
        });

    /// <summary>Records a proposal and creates its trial in one transaction. Null if the sweep has meanwhile gone past this number.</summary>
    public Task<Trial?> ProposeAsync(string experimentId, ProposeTrial command, long trialSeed, CancellationToken stop = default) =>
        RetryAsync<Trial?>(async () =>
        {
            var (experiment, version) = await _experiments.LoadAsync(StreamNames.Experiment(experimentId), stop);
            var events = ExperimentDecider.Decide(experiment, command);
            if (events.Length == 0)
                return null;
            var proposed = (TrialProposed)events[0];
            var spec = experiment.Spec!;
            var created = TrialDecider.Decide(Trial.Initial, new CreateTrial(
                proposed.TrialId, experimentId, proposed.Number, proposed.Parameters, spec.FieldsOf(proposed.Parameters, trialSeed), spec.Objective, spec.Epochs,
                spec.Device, command.Lane, ReproducesTrialId: null, command.At, command.Inherits));
            await journal.AppendAsync(
                new AppendRequest([OfExperiment(experimentId, version, events), OfTrial(proposed.TrialId, 0, created)], CorrelationId: experimentId), stop);
            return _trials.Fold(Trial.Initial, created);
        });

    /// <summary>Asks for a finished run to be run again and compared. Returns the new run's identity.</summary>
    /// <exception cref="RuleViolation">The run is unknown, not finished, or completed no epoch that could be compared.</exception>
    public Task<string> RequestReproductionAsync(string originalTrialId, string by, DateTimeOffset at, string? commandId = null, CancellationToken stop = default) =>
        RetryAsync(async () =>
        {
            var original = await LoadTrialAsync(originalTrialId, stop);
            if (original.Status == TrialStatus.None)
                throw new RuleViolation($"There is no trial {originalTrialId}.");
            if (original.LastEpoch == 0)
                throw new RuleViolation($"Trial {originalTrialId} completed no epoch, so there is nothing to compare a reproduction with.");
            var (experiment, version) = await _experiments.LoadAsync(StreamNames.Experiment(original.ExperimentId), stop);
            var events = ExperimentDecider.Decide(experiment, new RequestReproduction(originalTrialId, by, at));
            var requested = (ReproductionRequested)events[0];
            var created = TrialDecider.Decide(Trial.Initial, new CreateTrial(
                requested.TrialId, original.ExperimentId, original.Number, original.Parameters, original.Fields, original.Objective, original.LastEpoch,
                original.Device, Lane: -1, originalTrialId, at, original.Inherits, original.StartDigest));
            var result = await journal.AppendAsync(
                new AppendRequest(
                    [OfExperiment(original.ExperimentId, version, events), OfTrial(requested.TrialId, 0, created)], commandId, original.ExperimentId, by), stop);
            return result.WasRepeat ? await FirstAnswerAsync(original.ExperimentId, result.Versions[0], stop) : requested.TrialId;
        });

    private async Task<string> FirstAnswerAsync(string experimentId, long version, CancellationToken stop)
    {
        var recorded = await journal.ReadStreamAsync(StreamNames.Experiment(experimentId), version - 1, stop);
        return ((ReproductionRequested)recorded[0].Data).TrialId;
    }

    private async Task<IEnumerable<StreamAppend>> TellTheSweepAsync(Trial trial, TrialEvent end, CancellationToken stop)
    {
        if (trial.ReproducesTrialId is not null)
            return [];
        var at = end switch
        {
            TrialCompleted e => e.At,
            TrialPruned e => e.At,
            TrialFailed e => e.At,
            TrialCancelled e => e.At,
            _ => throw new UnreachableException($"{end.GetType().Name} does not end a trial."),
        };
        var (experiment, version) = await _experiments.LoadAsync(StreamNames.Experiment(trial.ExperimentId), stop);
        var finish = new FinishTrial(trial.Id, trial.Status, trial.BestValue, trial.BestEpoch == 0 ? null : trial.BestEpoch, at, Feasibility.Of(trial, experiment.Spec));
        var events = ExperimentDecider.Decide(experiment, finish);
        return events.Length == 0 ? [] : [OfExperiment(trial.ExperimentId, version, events)];
    }

    private static StreamAppend OfExperiment(string id, long version, ExperimentEvent[] events) =>
        new(StreamNames.Experiment(id), StreamNames.ExperimentType, version, events);

    private static StreamAppend OfTrial(string id, long version, TrialEvent[] events) =>
        new(StreamNames.Trial(id), StreamNames.TrialType, version, events);

    // What a command led to may be why the rules refuse its repeat; but it was done, and is answered so.
    private Task<T> OnceAsync<T>(string? commandId, Func<Task<T>> present, Func<Task<T>> turn, CancellationToken stop) => RetryAsync(async () =>
    {
        try
        {
            return await turn();
        }
        catch (RuleViolation refusal) when (commandId is not null && refusal is not AttemptSuperseded) // whose runner must stop, whatever was answered before
        {
            if (await journal.FindAnswerAsync(commandId, stop) is null)
                throw;
            return await present();
        }
    });

    private static async Task<T> RetryAsync<T>(Func<Task<T>> turn)
    {
        var began = Stopwatch.GetTimestamp();
        for (var conflicts = 1; ; conflicts++)
        {
            try
            {
                return await turn();
            }
            catch (VersionConflictException) when (conflicts < MaxConflicts || Stopwatch.GetElapsedTime(began) < CrowdPatience)
            {
                // Somebody else appended between our load and our append: what they wrote may change the decision.
            }
            if (conflicts >= CrowdedFrom)
                await Task.Delay(Breath(conflicts));
        }
    }

    // Of a length that nobody else has: who comes back at the same moment is beaten again.
    private static TimeSpan Breath(int conflicts)
    {
        var longest = TimeSpan.FromMilliseconds(10 * (1 << Math.Min(conflicts - CrowdedFrom, 10)));
        return (longest < LongestBreath ? longest : LongestBreath) * RandomNumberGenerator.GetInt32(1, 101) / 100;
    }
}
