using Platform.Core.LoggedModels;

namespace Platform.Core.Import;

/// <summary>A logged model of MLflow 3 in a source: what is small is here, files are read when they are wanted.</summary>
/// <param name="Id"><c>m-</c> and 32 hexadecimal digits in lower case, the same each time the source is read.</param>
/// <param name="Experiment">Where it belongs.</param>
/// <param name="Name">For people.</param>
public sealed record SourceLoggedModel(string Id, SourceExperiment Experiment, string Name)
{
    public string ModelType { get; init; } = "";

    public LoggedModelStatus Status { get; init; } = LoggedModelStatus.Ready;

    /// <summary>The run that made it; null for none.</summary>
    public string? RunId { get; init; }

    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The steps by the runs that name it among what they made.</summary>
    public IReadOnlyDictionary<string, long> Outputs { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The runs that name it among what they read.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Lists its files.</summary>
    public Func<IEnumerable<SourceFile>> Files { get; init; } = static () => [];
}
