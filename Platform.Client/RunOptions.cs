namespace Platform.Client;

/// <summary>What a run begins with.</summary>
public sealed record RunOptions
{
    /// <summary>Its name; the server invents one when it is left out.</summary>
    public string? Name { get; init; }

    /// <summary>Tags from the start.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The identity of the run that it belongs to, such as that of a cross-validation for one of its folds.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>Who; by default the user of the operating system.</summary>
    public string User { get; init; } = Environment.UserName;
}
