using Platform.Core.Tracking;

namespace Platform.Core.Import;

/// <summary>A run in a source: what is small is here, points and files are read when they are wanted.</summary>
/// <param name="Id">32 hexadecimal digits in lower case, the same each time the source is read.</param>
/// <param name="Experiment">Where it belongs.</param>
/// <param name="Name">For people; empty where it has none.</param>
public sealed record SourceRun(string Id, SourceExperiment Experiment, string Name)
{
    public string User { get; init; } = "";

    public RunStatus Status { get; init; } = RunStatus.Finished;

    /// <summary>Unix milliseconds; null where the source does not say.</summary>
    public long? StartTime { get; init; }

    /// <summary>Unix milliseconds; null for none.</summary>
    public long? EndTime { get; init; }

    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Data sets that it has read.</summary>
    public IReadOnlyList<RunInput> Inputs { get; init; } = [];

    /// <summary>Reads its points, in any order, never all of them into memory.</summary>
    public required Func<CancellationToken, IAsyncEnumerable<SourcePoint>> Points { get; init; }

    /// <summary>Reads those of its points that were measured of logged models; null where there are none.</summary>
    public Func<CancellationToken, IAsyncEnumerable<MeasuredPoint>>? Measured { get; init; }

    /// <summary>Lists its files.</summary>
    public Func<IEnumerable<SourceFile>> Files { get; init; } = static () => [];
}
