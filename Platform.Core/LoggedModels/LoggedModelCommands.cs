using Platform.Core.Erasures;

namespace Platform.Core.LoggedModels;

/// <summary>What can be asked of a logged model. Closed: only this assembly adds cases.</summary>
public abstract record LoggedModelCommand
{
    private protected LoggedModelCommand() { }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Begin to store a model; see <see cref="LoggedModelCreated"/>.</summary>
public sealed record CreateLoggedModel(string ModelId, string ExperimentId, string Name, string ArtifactUri) : LoggedModelCommand
{
    public string ModelType { get; init; } = "";

    public string? RunId { get; init; }

    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

public sealed record FinalizeLoggedModel(LoggedModelStatus Status) : LoggedModelCommand;

public sealed record LogModelParams(IReadOnlyDictionary<string, string> Params) : LoggedModelCommand;

/// <summary>Set tags; null removes one.</summary>
public sealed record SetModelTags(IReadOnlyDictionary<string, string?> Tags) : LoggedModelCommand;

/// <summary>Record that a run made it.</summary>
public sealed record NameModelOutput(string RunId, long Step) : LoggedModelCommand;

/// <summary>Record that a run read it.</summary>
public sealed record NameModelInput(string RunId) : LoggedModelCommand;

/// <summary>Record a file that lies whole in the artefact store.</summary>
public sealed record StoreModelFile(string Path, string Digest, long Size) : LoggedModelCommand;

public sealed record RemoveModelFile(string Path) : LoggedModelCommand;

/// <summary>Record that it became a version of a registered model.</summary>
public sealed record NameModelVersion(string Model, int Version) : LoggedModelCommand;

public sealed record DeleteLoggedModel : LoggedModelCommand;

/// <summary>Erase the contents of a model that is erased with its run or experiment, or go on with it.</summary>
internal sealed record EraseLoggedModel(Erasure Erasure) : LoggedModelCommand;
