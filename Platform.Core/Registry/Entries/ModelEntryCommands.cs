namespace Platform.Core.Registry;

/// <summary>What can be asked of a model's entry in the registry.</summary>
public abstract record ModelEntryCommand : ModelCommand
{
    private protected ModelEntryCommand() { }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Enter a model without versions.</summary>
public sealed record EnterModel(string Name, string Description, IReadOnlyDictionary<string, string> Tags, string By) : ModelEntryCommand;

public sealed record DescribeModel(string Description) : ModelEntryCommand;

/// <summary>Set tags; null removes one.</summary>
public sealed record SetModelEntryTags(IReadOnlyDictionary<string, string?> Tags) : ModelEntryCommand;

/// <summary>Write what users of the model should know, in Markdown; an empty text takes it away.</summary>
public sealed record WriteModelCard(string Text, string By) : ModelEntryCommand
{
    /// <summary>The card that was edited, which must still be the model's; null writes over whichever it is.</summary>
    public SeenCard? Seen { get; init; }
}

/// <summary>Take the model out with all its versions; its name is free then.</summary>
public sealed record DeleteModel(string By) : ModelEntryCommand
{
    /// <summary>Only if it has no version any more: of one that came meanwhile nobody has said that it may go.</summary>
    public bool OnlyEmpty { get; init; }
}

/// <summary>Make a model from outside the next version; see <see cref="OutsideVersionRegistered"/>.</summary>
public sealed record RegisterOutsideVersion(string Model, string Source, string Description, IReadOnlyDictionary<string, string> Tags, string By) : ModelEntryCommand
{
    public string? RunId { get; init; }

    public string? RunLink { get; init; }

    public string? LoggedModelId { get; init; }
}

public sealed record DescribeVersion(int Version, string Description) : ModelEntryCommand;

/// <summary>Set tags; null removes one.</summary>
public sealed record SetVersionTags(int Version, IReadOnlyDictionary<string, string?> Tags) : ModelEntryCommand;

/// <summary>Move a version to a stage.</summary>
/// <param name="ArchiveOthers">Archive the versions that are at the stage now.</param>
public sealed record StageVersion(int Version, string Stage, bool ArchiveOthers) : ModelEntryCommand;

public sealed record DeleteVersion(int Version, string By) : ModelEntryCommand;
