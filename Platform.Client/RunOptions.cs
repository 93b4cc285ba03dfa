namespace Platform.Client;

/// <summary>What a run begins with.</summary>
public sealed record RunOptions
{
    /// <summary>Its name, cut after 1,000 characters; the server invents one when it is left out.</summary>
    public string? Name { get; init; }

    /// <summary>Tags from the start.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The identity of the run that it belongs to, such as that of a cross-validation for one of its folds; null or empty for none.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>
    /// Whether what the process writes to the console while the run goes on is kept with it, as files below <c>console/</c>: the first 16 million characters and the last
    /// 250,000. It goes to the console as before.
    /// </summary>
    public bool CaptureConsole { get; init; }

    /// <summary>Who; by default the user of the operating system.</summary>
    public string User { get; init; } = Environment.UserName;
}
