using System.Collections.Immutable;
using System.Diagnostics;
using Platform.Core.Experiments;
using Search;

namespace Platform.Core.OpenStudies;

/// <summary>The state of an open study, folded from its events. Immutable.</summary>
public sealed record OpenStudy
{
    public static OpenStudy Initial { get; } = new();

    public string Id { get; private init; } = "";

    /// <summary>Null before the study was created.</summary>
    public StudySpec? Spec { get; private init; }

    public string By { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Every trial by number.</summary>
    public ImmutableList<StudyTrial> Trials { get; private init; } = [];

    /// <summary>The trials that each request with an id was answered.</summary>
    public ImmutableDictionary<string, ImmutableList<int>> Asks { get; private init; } = ImmutableDictionary<string, ImmutableList<int>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The trials and ids of the requests that reported values; only those that had an id.</summary>
    public ImmutableHashSet<(int Trial, string Command)> Reports { get; private init; } = [];

    /// <summary>What the search is asked with.</summary>
    public StudyView View => Seen ?? throw new InvalidOperationException("The study was not created.");

    private StudyView? Seen { get; init; }

    public OpenStudy Evolve(StudyEvent @event) => @event switch
    {
        StudyCreated e => this with { Id = e.StudyId, Spec = e.Spec, By = e.By, CreatedAt = e.At, Seen = Begin(e.Spec) },
        StudyTrialAsked e => Set(new StudyTrial(e.Trial, InOrder(e.Parameters), e.Why, e.Rationale, e.Carried)) with
        {
            Asks = e.Command is { } command ? Asks.SetItem(command, Asks.GetValueOrDefault(command, []).Add(e.Trial)) : Asks,
        },
        StudyValuesReported e => Set(Trials[e.Trial] with { Curve = [.. Trials[e.Trial].Curve, .. e.Values] }) with
        {
            Reports = e.Command is { } command ? Reports.Add((e.Trial, command)) : Reports,
        },
        StudyTrialTold e => Set(Trials[e.Trial] with { State = StateOf(e.Outcome), Values = e.Values, Constraints = e.Constraints }),
        _ => throw new UnreachableException($"OpenStudy does not know {@event.GetType().Name}."),
    };

    /// <summary>The best trials: with one objective the best feasible completed one, if any; with several the Pareto front.</summary>
    public IReadOnlyList<StudyTrial> Best() => Spec!.Directions.Count > 1
        ? [.. ParetoFront.Members(View).Select(number => Trials[number])]
        : Trials.Where(trial => trial is { State: TrialState.Completed, Values.Count: > 0 } && trial.Constraints.All(value => value <= 0))
            .MinBy(trial => Spec.Turn(0, trial.Values[0])) is { } best ? [best] : [];

    internal static TrialState StateOf(StudyOutcome outcome) => outcome switch
    {
        StudyOutcome.Completed => TrialState.Completed,
        StudyOutcome.Pruned => TrialState.Pruned,
        _ => TrialState.Failed,
    };

    private static StudyView Begin(StudySpec spec) => new(
        SearchSpace.Parse(spec.Space), ObservationLog.Empty, spec.Seed, spec.MaxEpochs, spec.Directions[0] == Direction.Maximize)
    {
        Objectives = spec.Directions.Count, Trials = spec.Trials, Past = [.. spec.PastResults.Select(results => results.Read(SearchSpace.Parse(spec.Space), spec.Directions[0]))],
    };

    // The journal does not keep the order of an object's members.
    private ParameterSet InOrder(ParameterSet parameters) => new(
        View.Space.Parameters.Where(p => parameters.ContainsKey(p.Name)).Select(p => KeyValuePair.Create(p.Name, parameters[p.Name])));

    private OpenStudy Set(StudyTrial trial) => this with
    {
        Trials = trial.Number < Trials.Count ? Trials.SetItem(trial.Number, trial) : Trials.Add(trial),
        Seen = View with { Observations = ((ObservationLog)View.Observations).Append(trial.Observe(Spec!)) },
    };
}
