using System.Collections.Immutable;
using System.Diagnostics;

namespace Platform.Core.LoggedModels;

/// <summary>A logged model as its events have made it.</summary>
/// <param name="RunId">The run that made it; null if it was no run.</param>
/// <param name="Files">Digest and size by path.</param>
/// <param name="Outputs">The runs that named it as what they made, with the step.</param>
/// <param name="Inputs">The runs that named it as what they read.</param>
/// <param name="Registrations">The versions of registered models that it became.</param>
public sealed record LoggedModel(
    string Id, string ExperimentId, string Name, string ModelType, string? RunId, string ArtifactUri, LoggedModelStatus Status, bool Deleted,
    ImmutableDictionary<string, string> Params, ImmutableDictionary<string, string> Tags, ImmutableDictionary<string, ModelFile> Files,
    ImmutableDictionary<string, long> Outputs, ImmutableHashSet<string> Inputs, ImmutableList<ModelRegistration> Registrations, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The model after an event; null stands for one that is not there yet.</summary>
    public static LoggedModel? Evolve(LoggedModel? model, LoggedModelEvent @event) => (model, @event) switch
    {
        (null, LoggedModelCreated e) => new LoggedModel(
            e.ModelId, e.ExperimentId, e.Name, e.ModelType, e.RunId, e.ArtifactUri, LoggedModelStatus.Pending, Deleted: false,
            e.Params.ToImmutableDictionary(StringComparer.Ordinal), e.Tags.ToImmutableDictionary(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, ModelFile>(StringComparer.Ordinal), ImmutableDictionary.Create<string, long>(StringComparer.Ordinal),
            ImmutableHashSet.Create<string>(StringComparer.Ordinal), [], e.At, e.At),
        ({ } m, LoggedModelFinalized e) => m with { Status = e.Status, UpdatedAt = e.At },
        ({ } m, LoggedModelParamsLogged e) => m with { Params = m.Params.SetItems(e.Params), UpdatedAt = e.At },
        ({ } m, LoggedModelTagsSet e) => m with
        {
            Tags = m.Tags.RemoveRange(e.Tags.Keys).AddRange(e.Tags.Where(tag => tag.Value is not null).Select(tag => KeyValuePair.Create(tag.Key, tag.Value!))), UpdatedAt = e.At,
        },
        ({ } m, LoggedModelOutputNamed e) => m with { Outputs = m.Outputs.SetItem(e.RunId, e.Step), UpdatedAt = e.At },
        ({ } m, LoggedModelInputNamed e) => m with { Inputs = m.Inputs.Add(e.RunId), UpdatedAt = e.At },
        ({ } m, LoggedModelFileStored e) => m with { Files = m.Files.SetItem(e.Path, new ModelFile(e.Digest, e.Size)), UpdatedAt = e.At },
        ({ } m, LoggedModelFileRemoved e) => m with { Files = m.Files.Remove(e.Path), UpdatedAt = e.At },
        ({ } m, LoggedModelRegistered e) => m with { Registrations = m.Registrations.Add(new ModelRegistration(e.Model, e.Version)), UpdatedAt = e.At },
        ({ } m, LoggedModelDeleted e) => m with { Deleted = true, UpdatedAt = e.At },
        (_, LoggedModelErased e) => new LoggedModel(
            e.ModelId, e.ExperimentId, "erased", "", null, "", LoggedModelStatus.Failed, Deleted: true, ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), ImmutableDictionary.Create<string, ModelFile>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, long>(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal), [], e.Erasure.At, e.Erasure.At),
        (null, not null) => null, // what is left of a stream whose first events were erased already
        _ => throw new UnreachableException($"LoggedModel does not know {@event?.GetType().Name}."),
    };
}
