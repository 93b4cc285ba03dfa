using System.Collections.Immutable;
using System.Diagnostics;

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

    /// <summary>Whether the registry has it: it was entered, or has a version.</summary>
    public bool Exists => Entry.CreatedAt is not null;

    public ModelVersionRegistered? Champion => Aliases.TryGetValue(ModelAlias.Champion, out var version) ? Versions[version - 1] : null;

    public static RegisteredModel Fold(IEnumerable<ModelEvent> events) => events.Aggregate(Initial, (state, e) => state.Evolve(e));

    public RegisteredModel Evolve(ModelEvent @event) => @event switch
    {
        ModelVersionRegistered e => this with { Versions = Versions.Add(e), Entry = Entry.Evolve(e) },
        OutsideVersionRegistered e => this with { Versions = Versions.Add(e.AsVersion()), Entry = Entry.Evolve(e) },
        ModelDeleted or ModelRenamed => Initial,
        ModelMoved e => Initial with { Entry = Entry.Evolve(e) },
        ModelVersionsMoved e => this with { Versions = Versions.AddRange(e.Versions.Select(v => v.AsVersion(e.Name))), Entry = Entry.Evolve(e) },
        ModelTakenOver e => Initial with { Versions = [.. e.Versions.Select(v => v.AsVersion())], Aliases = e.Aliases.ToImmutableDictionary(), Entry = Entry.Evolve(e) },
        ModelEntryEvent e => this with { Entry = Entry.Evolve(e) },
        AliasMoved e => this with { Aliases = e.Version is { } v ? Aliases.SetItem(e.Alias, v) : Aliases.Remove(e.Alias) },
        RetrainingScheduled or RetrainingUnscheduled or RetrainingRequested or RetrainingStarted or RetrainingSkipped or RetrainingFinished or RetrainingFailed =>
            this with { Retraining = Retraining.Evolve(@event) },
        _ => throw new UnreachableException($"RegisteredModel does not know {@event.GetType().Name}."),
    };
}
