using System.Collections.Immutable;

namespace Platform.Core.Registry;

/// <summary>What is said about a version, beyond how it was made.</summary>
public sealed record VersionEntry
{
    /// <summary>The stage of versions that nobody has moved.</summary>
    public const string NoStage = "None";

    public static VersionEntry Initial { get; } = new();

    /// <summary>Null while nobody has said anything.</summary>
    public string? Description { get; init; }

    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    public string Stage { get; init; } = NoStage;

    public bool Deleted { get; init; }

    /// <summary>When anything of it changed last; null if never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Where a version from outside lies; null for one of the platform's own trials.</summary>
    public string? Source { get; init; }

    /// <summary>The tracked run that made a version from outside.</summary>
    public string? RunId { get; init; }

    /// <summary>An address of that run elsewhere.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model that it was.</summary>
    public string? LoggedModelId { get; init; }

    internal VersionEntry With(IReadOnlyDictionary<string, string?> tags) => this with { Tags = ModelEntry.Set(Tags, tags) };
}
