namespace Platform.Core.Registry;

/// <summary>The facts of a model's entry in the registry: what people and programs say about it and its versions.</summary>
public abstract record ModelEntryEvent : ModelEvent
{
    private protected ModelEntryEvent() { }
}

/// <summary>A model was entered, as yet without versions.</summary>
public sealed record ModelEntered(string Name, string Description, IReadOnlyDictionary<string, string> Tags, string By, DateTimeOffset At) : ModelEntryEvent;

public sealed record ModelDescribed(string Description, DateTimeOffset At) : ModelEntryEvent;

/// <summary>Tags set, or with null removed.</summary>
public sealed record ModelTagsSet(IReadOnlyDictionary<string, string?> Tags, DateTimeOffset At) : ModelEntryEvent;

/// <summary>What users of the model should know, in Markdown; it replaces what was written before.</summary>
/// <param name="By">A name as it was given, not verified.</param>
public sealed record ModelCardWritten(string Text, string By, DateTimeOffset At) : ModelEntryEvent
{
    /// <summary>Most characters of a card.</summary>
    public const int Longest = 100_000;
}

/// <summary>The entry was taken out of the registry with all its versions. Its name is free again; a new entry counts versions from 1.</summary>
public sealed record ModelDeleted(string By, DateTimeOffset At) : ModelEntryEvent;

/// <summary>The model goes on under another name, in that name's stream (<see cref="ModelMoved"/>).</summary>
public sealed record ModelRenamed(string NewName, string By, DateTimeOffset At) : ModelEntryEvent;

/// <summary>A model from outside the platform became a version.</summary>
/// <param name="Source">Where its files lie, as its program says.</param>
/// <param name="RunId">The tracked run that made it; null if none is named.</param>
/// <param name="RunLink">An address of that run elsewhere; null for none.</param>
/// <param name="LoggedModelId">The logged model that it was; null for none.</param>
public sealed record OutsideVersionRegistered(
    string Model, int Version, string Source, string? RunId, string? RunLink, string? LoggedModelId, string Description,
    IReadOnlyDictionary<string, string> Tags, string By, DateTimeOffset At) : ModelEntryEvent
{
    /// <summary>The version among those of the platform's own trials: without trial, checkpoint, data and measures.</summary>
    public ModelVersionRegistered AsVersion() => new(Model, Version, "", "", 0, "", "", "", new Dictionary<string, double>(StringComparer.Ordinal), By, Description, At);
}

public sealed record ModelVersionDescribed(int Version, string Description, DateTimeOffset At) : ModelEntryEvent;

/// <summary>Tags set, or with null removed.</summary>
public sealed record ModelVersionTagsSet(int Version, IReadOnlyDictionary<string, string?> Tags, DateTimeOffset At) : ModelEntryEvent;

/// <summary>The version is at another stage of its life, a word of MLflow's: None, Staging, Production or Archived.</summary>
public sealed record ModelVersionStaged(int Version, string Stage, DateTimeOffset At) : ModelEntryEvent;

/// <summary>The version was taken out of the registry. Its number is not given again.</summary>
public sealed record ModelVersionDeleted(int Version, string By, DateTimeOffset At) : ModelEntryEvent;
