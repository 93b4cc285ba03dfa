using System.Text.Json;
using Search;

namespace Platform.Core.Experiments;

/// <summary>
/// Everything that defines a sweep. <see cref="Fixed"/> and <see cref="Space"/> use the same field names (<c>learning_rate</c>,
/// <c>mlp.width</c>, …); a trial's configuration is the fixed fields overlaid with the proposed ones.
/// </summary>
/// <param name="Name">For people, 1–200 characters; not an identity.</param>
/// <param name="Data">Name of the data set.</param>
/// <param name="Fixed">Fields that every trial shares.</param>
/// <param name="Space">The search space in the JSON form of <see cref="SearchSpace"/>.</param>
/// <param name="Epochs">Epochs of an unpruned trial, 1–10,000.</param>
/// <param name="Trials">How many trials the sweep proposes, 1–100,000.</param>
/// <param name="Parallelism">How many lanes work on it at once, 1–256.</param>
/// <param name="Seed">Every decision of the sweep derives from it.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>: also the execution group of its lanes.</param>
/// <param name="Priority">Higher goes first when sweeps wait for slots; 5 is the default.</param>
public sealed record SweepSpec(
    string Name,
    string Data,
    ParameterSet Fixed,
    JsonElement Space,
    Objective Objective,
    ComponentChoice Sampler,
    ComponentChoice Pruner,
    int Epochs,
    int Trials,
    int Parallelism,
    long Seed,
    string Device,
    int Priority)
{
    /// <summary>Reasons to stop before <see cref="Trials"/> trials; null if there are none.</summary>
    public StopRules? Stop { get; init; }

    /// <summary>
    /// With a lag L trial n is proposed from the results of trials 1 to n − L and waits until they are there, so that the same seed gives
    /// the same sweep with any number of workers. Null: a proposal sees whatever has ended.
    /// </summary>
    public int? Lag { get; init; }

    /// <summary>Objectives beside <see cref="Objective"/>, measured at the epoch that is best by it.</summary>
    public IReadOnlyList<Objective> FurtherObjectives { get; init; } = [];

    /// <summary>What a trial's best epoch must fulfil to count.</summary>
    public IReadOnlyList<MetricConstraint> Constraints { get; init; } = [];

    /// <summary>Identities of earlier sweeps to learn from, the most trusted first: their trials as they were when this sweep was launched.</summary>
    public IReadOnlyList<string> WarmStart { get; init; } = [];

    /// <summary>Results from elsewhere to learn from, after the sweeps of <see cref="WarmStart"/>.</summary>
    public IReadOnlyList<PastResults> PastResults { get; init; } = [];

    /// <summary>The typed search space. Throws <see cref="SpaceException"/> if the stored form is invalid, which a launched sweep's never is.</summary>
    public SearchSpace ParseSpace() => SearchSpace.Parse(Space);

    /// <summary>The full configuration of one trial: sweep-wide fields, then fixed fields, then the proposal's.</summary>
    public ParameterSet FieldsOf(ParameterSet proposed, long trialSeed)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = Data,
            ["epochs"] = (long)Epochs,
            ["device"] = Device,
            ["seed"] = trialSeed,
        };
        foreach (var (name, value) in Fixed)
            fields[name] = value;
        foreach (var (name, value) in proposed)
            fields[name] = value;
        return new ParameterSet(fields.OrderBy(f => f.Key, StringComparer.Ordinal));
    }
}
