using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>What a retraining goes on from: a version, the run that it was, and the sweep of that run.</summary>
public sealed record RetrainingOrigin(ModelVersionRegistered Version, Trial Run, SweepSpec Spec)
{
    /// <summary>The version of the labels that the run learnt from.</summary>
    public int Labels => Run.Fields.GetValueOrDefault("data_labels") is long labels ? (int)labels : 0;

    /// <summary>The run's model family; null if it named none.</summary>
    public string? Family => Run.Fields.GetValueOrDefault("model") as string;

    /// <summary>Finds it.</summary>
    /// <exception cref="RuleViolation">There is no such alias or version, or it does not come from a sweep of this platform.</exception>
    public static async Task<RetrainingOrigin> FindAsync(
        PlatformCommands commands, string start, IReadOnlyList<ModelVersionRegistered> versions, ModelEntry entry, IReadOnlyDictionary<string, int> aliases, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var version = RetrainingRules.Find(start, versions, entry, aliases);
        var run = await commands.LoadTrialAsync(version.TrialId, stop);
        return run.Status != TrialStatus.None && (await commands.LoadExperimentAsync(version.ExperimentId, stop)).Spec is { } spec
            ? new RetrainingOrigin(version, run, spec)
            : throw new RuleViolation($"Version {version.Version} does not come from a sweep of this platform, so its settings are not known. Start from another version.");
    }

    /// <summary>Refuses a family that cannot begin with weights of an earlier training.</summary>
    /// <param name="startsFromWeights">Whether a family can; unknown ones are left to the training to refuse.</param>
    /// <param name="usual">The family of a run that names none.</param>
    /// <exception cref="RuleViolation">It cannot.</exception>
    public void RequireWeights(Func<string, bool> startsFromWeights, string usual)
    {
        ArgumentNullException.ThrowIfNull(startsFromWeights);
        if (!startsFromWeights(Family ?? usual))
            throw new RuleViolation($"Version {Version.Version} is of the family '{Family ?? usual}', which cannot be trained on from earlier weights. Start from a version of another family.");
    }

    /// <summary>The sweep that goes on from it; see <see cref="RetrainingSweep.Of"/>.</summary>
    public SweepSpec Sweep(string model, RetrainingPlan plan, int labels, double usualRate) =>
        RetrainingSweep.Of(model, Version.Version, Spec, Run.Fields, plan, DataOf(plan), labels, usualRate);

    /// <summary>The data set that a plan means.</summary>
    public string DataOf(RetrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Data ?? Version.DataName;
    }
}
