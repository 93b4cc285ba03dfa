using Platform.Core.Erasures;

namespace Platform.Core.LoggedModels;

/// <summary>The facts of one logged model: a model that a program stored, before anybody registers it. Closed: only this assembly adds cases.</summary>
public abstract record LoggedModelEvent
{
    private protected LoggedModelEvent() { }
}

/// <summary>A program began to store a model.</summary>
/// <param name="ModelId"><c>m-</c> and 32 hexadecimal digits.</param>
/// <param name="ExperimentId">The tracked experiment that it belongs to.</param>
/// <param name="ModelType">As the program says; empty if it does not.</param>
/// <param name="RunId">The run that made it; null if it was no run.</param>
/// <param name="ArtifactUri">Where clients put its files.</param>
public sealed record LoggedModelCreated(
    string ModelId, string ExperimentId, string Name, string ModelType, string? RunId, string ArtifactUri, IReadOnlyDictionary<string, string> Params,
    IReadOnlyDictionary<string, string> Tags, DateTimeOffset At) : LoggedModelEvent;

/// <summary>Its files are whole, or will never be.</summary>
public sealed record LoggedModelFinalized(LoggedModelStatus Status, DateTimeOffset At) : LoggedModelEvent;

/// <summary>Parameters that it did not have before; a parameter never changes.</summary>
public sealed record LoggedModelParamsLogged(IReadOnlyDictionary<string, string> Params, DateTimeOffset At) : LoggedModelEvent;

/// <summary>Tags set, or with null removed.</summary>
public sealed record LoggedModelTagsSet(IReadOnlyDictionary<string, string?> Tags, DateTimeOffset At) : LoggedModelEvent;

/// <summary>A run named it as what it made.</summary>
public sealed record LoggedModelOutputNamed(string RunId, long Step, DateTimeOffset At) : LoggedModelEvent;

/// <summary>A run named it as what it read, for instance to evaluate it.</summary>
public sealed record LoggedModelInputNamed(string RunId, DateTimeOffset At) : LoggedModelEvent;

/// <summary>A file was stored whole; one of the same path is replaced.</summary>
public sealed record LoggedModelFileStored(string Path, string Digest, long Size, DateTimeOffset At) : LoggedModelEvent;

/// <summary>A file was taken away; its content stays while another names it.</summary>
public sealed record LoggedModelFileRemoved(string Path, DateTimeOffset At) : LoggedModelEvent;

/// <summary>It became a version of a registered model.</summary>
public sealed record LoggedModelRegistered(string Model, int Version, DateTimeOffset At) : LoggedModelEvent;

public sealed record LoggedModelDeleted(DateTimeOffset At) : LoggedModelEvent;

/// <summary>The contents of the model's earlier events were erased; it takes nothing more.</summary>
/// <param name="ExperimentId">The tracked experiment that it belonged to.</param>
public sealed record LoggedModelErased(string ModelId, string ExperimentId, Erasure Erasure) : LoggedModelEvent, IErasureEvent;
