using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>
/// Promotes a run's best checkpoint: has it measured on the test set first if that was never done (a silo does it), then lets the
/// registry's rules decide. For REST and for the page.
/// </summary>
public sealed class ModelPromotion(
    PlatformCommands commands, PlatformViews views, EventJournal journal, JournalNotifications notifications, CheckpointStore store, ModelEvidence evidence, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <param name="confirmed">Promote even if it is worse than the current champion.</param>
    /// <param name="overrideWhy">Why the alias is to move even if the version does not pass the model's gates; null for not.</param>
    /// <exception cref="NotFoundException">No such run.</exception>
    /// <exception cref="GatesRefused">It does not pass the model's gates. The version is registered and the evaluation recorded; the alias has not moved.</exception>
    /// <exception cref="ConfirmationNeeded">It is worse than the champion; nothing was promoted.</exception>
    /// <exception cref="RuleViolation">The run cannot be promoted.</exception>
    /// <exception cref="ServiceUnavailableException">No silo measured it within a minute; the request stays.</exception>
    /// <exception cref="OperationCanceledException">Nothing was promoted. What has begun to be written is written to its end.</exception>
    public async Task<PromotionDone> PromoteAsync(
        string model, string trialId, string? alias, string why, bool confirmed, string by, string? commandId = null, string? overrideWhy = null, CancellationToken cancellation = default)
    {
        CheckNames(model, alias);
        await views.RequireRunAsync(trialId, cancellation);
        var trial = await commands.LoadTrialAsync(trialId, cancellation);
        CheckPromotable(trial);
        var test = trial.Test ?? await EvaluateAsync(trialId, by, cancellation);
        return await evidence.UseAsync(model, alias, trialId, test.Checkpoint, WriteAsync, cancellation);

        async Task<PromotionDone> WriteAsync(CollectedEvidence known)
        {
            cancellation.ThrowIfCancellationRequested();
            var promote = Promotion.Of(model, trial, test, alias, confirmed, by, why, time.GetUtcNow(), (long)TrainingFields.Get("series.horizon").Default) with
            {
                OverrideWhy = overrideWhy, Evidence = known.Evidence, EvidenceFor = known.Basis,
            };
            var state = await commands.ApplyAsync(model, promote, commandId, CancellationToken.None);
            var version = state.VersionOf(test.Checkpoint, trialId)?.Version;
            ThrowIfRefused(state, alias, version);
            return await DoneAsync(model, alias, version, by, promote.At);
        }
    }

    /// <param name="overrideWhy">Why the alias is to move even if the version does not pass the model's gates; null for not.</param>
    /// <exception cref="NotFoundException">No such model.</exception>
    /// <exception cref="GatesRefused">The version does not pass the model's gates; the evaluation is recorded, the alias has not moved.</exception>
    /// <exception cref="RuleViolation">The registry's rules refuse it; nothing was written.</exception>
    /// <exception cref="OperationCanceledException">The alias has not moved. What has begun to be written is written to its end.</exception>
    public async Task<PromotionDone> MoveAliasAsync(
        string model, string alias, int? version, string why, bool confirmed, string by, string? commandId = null, string? overrideWhy = null, CancellationToken cancellation = default)
    {
        CheckNames(model, alias);
        var found = await views.RequireModelAsync(model, cancellation);
        var to = version is { } number ? ModelLookup.VersionOf(found, number) : null;
        return to is null ? await MoveAsync(new CollectedEvidence([], null)) : await evidence.UseAsync(model, alias, to.TrialId, to.Checkpoint, MoveAsync, cancellation);

        async Task<PromotionDone> MoveAsync(CollectedEvidence known)
        {
            cancellation.ThrowIfCancellationRequested();
            var move = new MoveAlias(alias, version, confirmed, by, why, time.GetUtcNow()) { OverrideWhy = overrideWhy, Evidence = known.Evidence, EvidenceFor = known.Basis };
            ThrowIfRefused(await commands.ApplyAsync(model, move, commandId, CancellationToken.None), alias, version);
            return await DoneAsync(model, alias, version, by, move.At);
        }
    }

    // What bears the command's own time was written by it.
    private async Task<PromotionDone> DoneAsync(string model, string? alias, int? version, string by, DateTimeOffset at)
    {
        var view = await views.RequireModelAsync(model, CancellationToken.None);
        var isNew = version is { } number && view.Versions[number - 1].At == at && view.Versions[number - 1].By == by;
        var moved = alias is null ? null : view.History.FirstOrDefault(move => move.At == at && move.By == by && move.Alias == alias && move.Version == version);
        return new PromotionDone(view, version, isNew, alias, moved);
    }

    /// <summary>Sets the conditions of promotions; none ends them.</summary>
    /// <exception cref="NotFoundException">No such model.</exception>
    /// <exception cref="RuleViolation">The list is not one.</exception>
    public async Task<ModelView> SetGatesAsync(
        string model, IReadOnlyList<PromotionGate> gates, IReadOnlyList<string> protects, string why, string by, string? commandId = null, CancellationToken cancellation = default)
    {
        await views.RequireModelAsync(model, cancellation);
        await commands.ApplyAsync(model, new SetPromotionGates(gates, protects, by, why, time.GetUtcNow()), commandId, cancellation);
        return await views.RequireModelAsync(model, cancellation);
    }

    /// <summary>What the gates would say of a version; null if none protect the alias. Nothing is written.</summary>
    /// <exception cref="NotFoundException">No such model or version.</exception>
    public async Task<PromotionEvaluated?> EvaluateAsync(string model, string alias, int version, CancellationToken cancellation = default)
    {
        var to = ModelLookup.VersionOf(await views.RequireModelAsync(model, cancellation), version);
        var known = await evidence.CollectAsync(model, alias, to.TrialId, to.Checkpoint, cancellation);
        return GateEvaluator.Evaluate(await commands.LoadModelAsync(model, cancellation), alias, to, known.Evidence, overrideWhy: null, by: "", time.GetUtcNow());
    }

    /// <summary>Gives an alias back to the version that had it before, or undoes that.</summary>
    /// <param name="from">The version that it must point to for this; null for whichever it is.</param>
    /// <exception cref="NotFoundException">No such model.</exception>
    /// <exception cref="RuleViolation">There is no way back.</exception>
    public async Task<ModelView> RollBackAsync(
        string model, string alias, bool undo, string why, string by, string? commandId = null, int? from = null, CancellationToken cancellation = default)
    {
        CheckNames(model, alias);
        await views.RequireModelAsync(model, cancellation);
        await commands.ApplyAsync(model, new RollBackAlias(alias, undo, by, why, time.GetUtcNow()) { From = from }, commandId, cancellation);
        return await views.RequireModelAsync(model, cancellation);
    }

    private static void ThrowIfRefused(RegisteredModel state, string? alias, int? version)
    {
        if (alias is not null && version is { } number && state.Refusal(alias, number) is { } refusal)
            throw new GatesRefused(refusal);
    }

    /// <summary>
    /// What takes back the move of an alias that was done, with a move of its own, unless the alias has moved on by then; null if none was moved, or to no version. The version
    /// stays registered.
    /// </summary>
    public Func<Task>? Undo(PromotionDone done, string by)
    {
        ArgumentNullException.ThrowIfNull(done);
        if (done.Moved is not { Version: { } version } moved)
            return null;
        return moved.PreviousVersion is null
            ? () => commands.ApplyAsync(done.Model.Name, new MoveAlias(moved.Alias, null, Confirmed: true, by, "Undone", time.GetUtcNow()) { From = version })
            : () => RollBackAsync(done.Model.Name, moved.Alias, undo: false, "Undone", by, from: version); // whatever its gates say of it by now
    }

    private static void CheckNames(string model, string? alias)
    {
        var errors = new List<FieldError>();
        if (!ModelName.IsValid(model))
            errors.Add(new FieldError("name", $"is not a model's name; use {ModelName.Rule}."));
        if (alias is not null && !ModelAlias.IsValid(alias))
            errors.Add(new FieldError("alias", $"is not allowed; use {ModelAlias.Rule}."));
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
    }

    private void CheckPromotable(Trial trial)
    {
        if (!trial.HasEnded)
            throw new RuleViolation($"Trial {trial.Id} has not ended; promote it once it has, or cancel its sweep first.");
        if ((trial.Test?.Checkpoint ?? trial.BestCheckpoint) is not { } digest)
            throw new RuleViolation($"Trial {trial.Id} has no checkpoint to promote: it completed no epoch.");
        if (!store.Exists(digest))
            throw new RuleViolation($"The checkpoint of trial {trial.Id} ({digest}) is not kept any more. Reproduce the trial and promote the new one.");
    }

    // A silo evaluates; this only waits for its event.
    private async Task<TestEvaluated> EvaluateAsync(string trialId, string by, CancellationToken cancellation)
    {
        await commands.ApplyAsync(trialId, new RequestTestEvaluation(by, time.GetUtcNow()), commandId: null, cancellation);
        var started = time.GetTimestamp();
        while (true)
        {
            var seen = notifications.LastSequence;
            var trial = await commands.LoadTrialAsync(trialId, cancellation);
            if (trial.Test is { } test)
                return test;
            if (!trial.TestEvaluationWanted)
                throw new RuleViolation($"Trial {trialId} could not be measured on the test set: {await TestFailures.LastCauseAsync(journal, trialId, cancellation) ?? "no cause was recorded."}");
            if (time.GetElapsedTime(started) > Patience)
                throw new ServiceUnavailableException($"No silo measured trial {trialId} on the test set within {Patience.TotalSeconds:0} s. The request stays; check that a silo runs and promote again.", TimeSpan.FromSeconds(10));
            await notifications.WaitForAsync(seen, Look, cancellation);
        }
    }
}
