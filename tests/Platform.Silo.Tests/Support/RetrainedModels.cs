using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Views;
using Xunit;

namespace Platform.Silo.Tests.Support;

/// <summary>Models that are trained again, on a test's platform.</summary>
internal sealed class RetrainedModels(SiloPlatform platform)
{

    /// <summary>Trains a sweep, waits until its best trial is measured, and registers it.</summary>
    public async Task<TrialView> RegisteredAsync(string model, SweepSpec spec, string alias = ModelAlias.Champion)
    {
        var id = await platform.LaunchAsync(spec);
        var sweep = await platform.CompletedAsync(id);
        if (sweep.BestTrialId is null)
            Assert.Fail($"No trial of the first sweep completed an epoch: {(await platform.Views.TrialsOfAsync(id))[0].EndReason}");
        await platform.HoldsAsync(async () => (await platform.TrialAsync(sweep.BestTrialId!)).TestMetrics is not null);
        var trial = await platform.Commands.LoadTrialAsync(sweep.BestTrialId!);
        await platform.Commands.ApplyAsync(model, Promotion.Of(model, trial, trial.Test!, alias, confirmed: true, "me", "", SiloPlatform.Now, usualHorizon: 96));
        return await platform.TrialAsync(trial.Id);
    }

    public Task<RegisteredModel> PlanAsync(string model, RetrainingPlan plan) => platform.Commands.ApplyAsync(model, new ScheduleRetraining(plan, "me", SiloPlatform.Now));

    public Task<RegisteredModel> RunNowAsync(string model) => platform.Commands.ApplyAsync(model, new RequestRetraining(Force: false, "me", SiloPlatform.Now));

    public async Task<RetrainingView> ViewAsync(string model) => await platform.Views.RetrainingAsync(model) ?? RetrainingView.None(model);

    /// <summary>Waits for the end of one retraining.</summary>
    public async Task<RetrainingRecord> EndedAsync(string model, int number)
    {
        await platform.HoldsAsync(async () => (await ViewAsync(model)).Past.Any(past => past.Number == number));
        return (await ViewAsync(model)).Past.Single(past => past.Number == number);
    }

    /// <summary>Waits for the beginning of a retraining.</summary>
    public async Task<RetrainingStarted> StartedAsync(string model)
    {
        await platform.HoldsAsync(async () => (await ViewAsync(model)).Running is not null);
        return (await ViewAsync(model)).Running!;
    }

    /// <summary>Waits for a finished one; what failed instead is said with its cause.</summary>
    public async Task<RetrainingRecord> FinishedAsync(string model, int number)
    {
        var ended = await EndedAsync(model, number);
        if (ended.Outcome != RetrainingOutcome.Finished)
            Assert.Fail($"{ended.Text}{Environment.NewLine}{platform.Logs}");
        return ended;
    }

    /// <summary>The model's events of one kind, oldest first.</summary>
    public async Task<IReadOnlyList<T>> EventsAsync<T>(string model) =>
        [.. (await platform.Journal.ReadStreamAsync(Platform.Core.StreamNames.Model(model))).Select(e => e.Data).OfType<T>()];
}
