using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.OpenStudies;
using Search;
using StudyTrial = Platform.Core.OpenStudies.StudyTrial;

namespace Platform.Web.Api;

/// <summary>A study in a list.</summary>
internal sealed record StudyItem(string Id, string Name, IReadOnlyList<Direction> Directions, string Sampler, string Pruner, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset LastChanged)
{
    public static StudyItem Of(StudySummary study) => new(
        study.Id, study.Spec.Name, study.Spec.Directions, study.Spec.Sampler.Name, study.Spec.Pruner.Name, study.By, study.CreatedAt, study.LastChanged);
}

/// <summary>A study and how far it is.</summary>
/// <param name="Trials">How many trials may be asked for; null for no bound.</param>
/// <param name="Best">The best trial, or the Pareto front of several objectives.</param>
internal sealed record StudyAnswer(
    string Id, string Name, JsonElement Space, ComponentChoice Sampler, ComponentChoice Pruner, IReadOnlyList<Direction> Directions, long Seed, int? Trials, int MaxEpochs,
    string CreatedBy, DateTimeOffset CreatedAt, int Asked, int Running, int Completed, int Pruned, int Failed, IReadOnlyList<StudyTrialAnswer> Best)
{
    public static StudyAnswer Of(OpenStudy study)
    {
        var spec = study.Spec!;
        return new StudyAnswer(
            study.Id, spec.Name, JsonSerializer.SerializeToElement(study.View.Space.ToJson()), spec.Sampler, spec.Pruner, spec.Directions, spec.Seed, spec.Trials, spec.MaxEpochs, study.By, study.CreatedAt, study.Trials.Count,
            Count(TrialState.Running), Count(TrialState.Completed), Count(TrialState.Pruned), Count(TrialState.Failed), [.. study.Best().Select(t => StudyTrialAnswer.Of(spec, t))]);

        int Count(TrialState state) => study.Trials.Count(trial => trial.State == state);
    }
}

/// <summary>A trial; all values in the caller's sign.</summary>
/// <param name="Trial">0-based number.</param>
/// <param name="Why">Why the sampler proposed it.</param>
/// <param name="Curve">Intermediate values, epoch 1 first.</param>
/// <param name="Values">One an objective; empty while there are none.</param>
internal sealed record StudyTrialAnswer(
    int Trial, TrialState State, ParameterSet Parameters, string Why, Rationale? Rationale, IReadOnlyList<double> Curve, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints)
{
    public static StudyTrialAnswer Of(StudySpec spec, StudyTrial trial) => new(
        trial.Number, trial.State, trial.Parameters, trial.Why,
        trial.Rationale is { Mean: { } mean } rationale ? rationale with { Mean = spec.Turn(0, mean) } : trial.Rationale, trial.Curve, trial.Values, trial.Constraints);
}

/// <summary>Whether a trial is worth its remaining epochs.</summary>
/// <param name="Epochs">How many intermediate values the trial has.</param>
/// <param name="Value">What was compared, in the caller's sign.</param>
/// <param name="Bound">What it was compared with.</param>
internal sealed record PruneAnswer(int Trial, int Epochs, bool Prune, string Why, int? Rung, double? Value, double? Bound, double? WinProbability)
{
    public static PruneAnswer Of(OpenStudy study, int number)
    {
        var (spec, trial) = (study.Spec!, study.Trials[number]);
        if (trial.Curve.Count == 0)
            return new PruneAnswer(number, 0, Prune: false, "Nothing was reported yet.", null, null, null, null);
        var verdict = Pruners.Create(spec.Pruner.Name, spec.Pruner.Options).Judge(number, trial.Observe(spec).Curve, study.View);
        return new PruneAnswer(number, trial.Curve.Count, verdict.Prune, verdict.Why, verdict.Rung, Own(verdict.Value), Own(verdict.Bound), verdict.WinProbability);

        double? Own(double? minimised) => minimised is { } value ? spec.Turn(0, value) : null;
    }
}
