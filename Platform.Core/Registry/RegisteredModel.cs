using System.Collections.Immutable;
using System.Diagnostics;
using Platform.Core.Trials;

namespace Platform.Core.Registry;

/// <summary>The state of a registered model, folded from its events.</summary>
public sealed record RegisteredModel
{
    public static RegisteredModel Initial { get; } = new();

    public ImmutableList<ModelVersionRegistered> Versions { get; private init; } = [];
    public ImmutableDictionary<string, int> Aliases { get; private init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Where its retraining stands.</summary>
    public RetrainingState Retraining { get; private init; } = RetrainingState.Initial;

    /// <summary>What is said about it and its versions.</summary>
    public ModelEntry Entry { get; private init; } = ModelEntry.Initial;

    /// <summary>The conditions of promotions; null if none were ever set.</summary>
    public PromotionGatesSet? Gates { get; private init; }

    /// <summary>The last time that a version was held against them.</summary>
    public PromotionEvaluated? LastEvaluation { get; private init; }

    /// <summary>Where each alias can go back to.</summary>
    public ImmutableDictionary<string, AliasTrail> Trails { get; private init; } = ImmutableDictionary<string, AliasTrail>.Empty;

    /// <summary>What is written about the model for those who use it.</summary>
    public ModelCardWritten? Card { get; private init; }

    /// <summary>The version that a run's checkpoint was registered as; null if there is none or it was deleted.</summary>
    public ModelVersionRegistered? VersionOf(string checkpoint, string trialId) =>
        Versions.Find(v => v.Checkpoint == checkpoint && v.TrialId == trialId && !Entry.Of(v.Version).Deleted);

    /// <summary>The evaluation because of which a version was not given an alias just now; null if it was given it.</summary>
    public PromotionEvaluated? Refusal(string alias, int version) =>
        LastEvaluation is { Granted: false } last && last.Alias == alias && last.Version == version && Aliases.GetValueOrDefault(alias) != version ? last : null;

    /// <summary>Whether gates protect an alias.</summary>
    public bool IsGated(string alias) => Gates is { Gates: [_, ..] } set && set.Protects.Contains(alias, StringComparer.Ordinal);

    /// <summary>Whether the registry has it: it was entered, or has a version.</summary>
    public bool Exists => Entry.CreatedAt is not null;

    // What a version measures on test rows of other data than its own.
    private ImmutableDictionary<(int Version, string DataDigest), IReadOnlyDictionary<string, double>> Measured { get; init; } =
        ImmutableDictionary<(int, string), IReadOnlyDictionary<string, double>>.Empty;

    private ImmutableDictionary<(int Version, string DataDigest), IReadOnlyList<TestGroup>> MeasuredGroups { get; init; } =
        ImmutableDictionary<(int, string), IReadOnlyList<TestGroup>>.Empty;

    private ImmutableDictionary<(int Version, string DataDigest), string> Unmeasured { get; init; } = ImmutableDictionary<(int, string), string>.Empty;

    public ModelVersionRegistered? Champion => Aliases.TryGetValue(ModelAlias.Champion, out var version) ? Versions[version - 1] : null;

    /// <summary>What a version measures on the test rows of some data; null if it was not measured on them.</summary>
    public IReadOnlyDictionary<string, double>? MeasuresOf(int version, string dataDigest) =>
        Versions[version - 1].DataDigest == dataDigest ? Versions[version - 1].TestMetrics : Measured.GetValueOrDefault((version, dataDigest));

    /// <summary>What retrainings measured of a version by groups on the test rows of some data, of every column by which they did; null if none did.</summary>
    public IReadOnlyList<TestGroup>? GroupsOf(int version, string dataDigest) => MeasuredGroups.GetValueOrDefault((version, dataDigest));

    /// <summary>Why a retraining could not measure a version on the test rows of some data, for people; null if none tried, or one measured it since.</summary>
    public string? ProblemOf(int version, string dataDigest) => Unmeasured.GetValueOrDefault((version, dataDigest));

    /// <summary>
    /// The versions that protected aliases point to, as far as the gates compare a candidate with them by something that is not known of them on its test rows: the
    /// groups by which the candidate was tested, or any measure at all. Whichever of these aliases the candidate is given, now or later, the gates find their answer.
    /// </summary>
    /// <param name="checkpoint">Of the candidate.</param>
    /// <param name="dataDigest">Of the data on whose test rows the candidate was measured.</param>
    /// <param name="groups">Of the candidate's own test; none if it has none, for then no gate can ask for the holders' either.</param>
    public IReadOnlyList<ModelVersionRegistered> HoldersForGates(string checkpoint, string dataDigest, IReadOnlyList<TestGroup> groups)
    {
        if (Gates is not { Gates: [_, ..] gates } set)
            return [];
        var columns = gates.Any(gate => gate.Kind == GateKind.NoWorseByGroup) ? groups.Select(group => group.Column).ToHashSet(StringComparer.Ordinal) : [];
        var compared = gates.Any(gate => gate.Kind == GateKind.NoWorse);
        return
        [
            .. set.Protects.Where(Aliases.ContainsKey).Select(alias => Versions[Aliases[alias] - 1]).Distinct()
                .Where(holder => holder.Checkpoint != checkpoint && (UnknownBy(holder) || (compared && MeasuresOf(holder.Version, dataDigest) is null))),
        ];

        // Values, too: what is a group of its own and what is among the others has changed with versions of the platform, and the gates compare each group with its like.
        bool UnknownBy(ModelVersionRegistered holder) =>
            !Groups(groups).SetEquals(Groups(GroupsOf(holder.Version, dataDigest) ?? []));

        HashSet<(string Column, string Value)> Groups(IEnumerable<TestGroup> of) => TestGroup.Names(of.Where(group => columns.Contains(group.Column)));
    }

    /// <summary>The same model with what a retraining measured of its champion and of the versions that other aliases point to.</summary>
    internal RegisteredModel Knowing(RetrainingComparison? comparison, IReadOnlyList<VersionMeasure>? holders)
    {
        var model = comparison is { } champion
            ? Knowing(new VersionMeasure(champion.Champion, champion.DataDigest, champion.ChampionMetrics, champion.Problem, champion.ChampionGroups))
            : this;
        return (holders ?? []).Aggregate(model, (state, holder) => state.Knowing(holder));
    }

    private RegisteredModel Knowing(VersionMeasure measure)
    {
        var of = (measure.Version, measure.DataDigest);
        if (measure.Problem is { } problem)
            return this with { Unmeasured = Unmeasured.SetItem(of, problem) };
        var before = MeasuredGroups.GetValueOrDefault(of) ?? [];
        var groups = TestGroup.ByColumns(before, measure.Groups ?? []);
        // What only repeats what was known, as a comparison may, says nothing of a measurement by other groups that failed.
        var news = !Measured.ContainsKey(of) || !TestGroup.Names(groups).SetEquals(TestGroup.Names(before));
        return this with
        {
            Measured = Measured.SetItem(of, measure.TestMetrics),
            MeasuredGroups = groups.Count == 0 ? MeasuredGroups : MeasuredGroups.SetItem(of, groups),
            Unmeasured = news ? Unmeasured.Remove(of) : Unmeasured,
        };
    }

    public static RegisteredModel Fold(IEnumerable<ModelEvent> events) => events.Aggregate(Initial, (state, e) => state.Evolve(e));

    public RegisteredModel Evolve(ModelEvent @event) => @event switch
    {
        ModelVersionRegistered e => this with { Versions = Versions.Add(e), Entry = Entry.Evolve(e) },
        OutsideVersionRegistered e => this with { Versions = Versions.Add(e.AsVersion()), Entry = Entry.Evolve(e) },
        ModelDeleted or ModelRenamed => Initial,
        ModelMoved e => Initial with { Entry = Entry.Evolve(e) },
        ModelVersionsMoved e => this with { Versions = Versions.AddRange(e.Versions.Select(v => v.AsVersion(e.Name))), Entry = Entry.Evolve(e) },
        ModelTakenOver e => Initial with { Versions = [.. e.Versions.Select(v => v.AsVersion())], Aliases = e.Aliases.ToImmutableDictionary(), Entry = Entry.Evolve(e) },
        ModelCardWritten e => this with { Card = e, Entry = Entry.Evolve(e) },
        ModelEntryEvent e => this with { Entry = Entry.Evolve(e) },
        AliasMoved e => this with
        {
            Aliases = e.Version is { } v ? Aliases.SetItem(e.Alias, v) : Aliases.Remove(e.Alias),
            Trails = Trails.SetItem(e.Alias, Trails.GetValueOrDefault(e.Alias, AliasTrail.Initial).Evolve(e)),
        },
        PromotionGatesSet e => this with { Gates = e },
        PromotionEvaluated e => this with { LastEvaluation = e },
        RetrainingFinished e => Knowing(e.Comparison, e.Holders) with { Retraining = Retraining.Evolve(e) },
        RetrainingScheduled or RetrainingUnscheduled or RetrainingRequested or RetrainingStarted or RetrainingSkipped or RetrainingFailed =>
            this with { Retraining = Retraining.Evolve(@event) },
        _ => throw new UnreachableException($"RegisteredModel does not know {@event.GetType().Name}."),
    };
}
