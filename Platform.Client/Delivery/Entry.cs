using System.Text.Json.Serialization;

namespace Platform.Client.Delivery;

/// <summary>Something that the server is to be told about a run, in order. Telling it twice changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "entry")]
[JsonDerivedType(typeof(CreateEntry), "create")]
[JsonDerivedType(typeof(BatchEntry), "batch")]
[JsonDerivedType(typeof(ArtifactEntry), "artifact")]
[JsonDerivedType(typeof(TextEntry), "text")]
[JsonDerivedType(typeof(EndEntry), "end")]
internal abstract record Entry;

/// <summary>The run begins; its experiment is made if it is not there.</summary>
internal sealed record CreateEntry(string Experiment, string? Name, string User, long StartMs, IReadOnlyDictionary<string, string> Tags, string? ParentRunId) : Entry
{
    /// <summary>The tags that carry a run's name and the run around it.</summary>
    public const string NameTag = "mlflow.runName", ParentTag = "mlflow.parentRunId";

    /// <summary>The run without what is said of it.</summary>
    public CreateEntry Bare() => new(Experiment, null, User, StartMs, new Dictionary<string, string>(StringComparer.Ordinal), null);

    /// <summary>What is said of it, its name and parent too, as batches of tags.</summary>
    public IReadOnlyList<BatchEntry> Said()
    {
        var tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal);
        if (Name is { Length: > 0 } name)
            tags[NameTag] = name;
        if (ParentRunId is { Length: > 0 } parent)
            tags[ParentTag] = parent;
        return [.. tags.Chunk(BatchEntry.MostNames).Select(part => new BatchEntry([], new Dictionary<string, string>(StringComparer.Ordinal), part.ToDictionary(StringComparer.Ordinal)))];
    }
}

/// <summary>Points, parameters and tags, at most <see cref="MostPoints"/> and <see cref="MostNames"/> of each, as the server takes them in one request.</summary>
internal sealed record BatchEntry(IReadOnlyList<Point> Points, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags) : Entry
{
    public const int MostPoints = 800; // a request may hold 1,000 items in all
    public const int MostNames = 100;

    /// <summary>Smaller batches that make it up: its kinds, else halves; none when it holds one item.</summary>
    public IReadOnlyList<BatchEntry> Parts()
    {
        BatchEntry[] kinds = [With(points: Points), With(parameters: Params), With(tags: Tags)];
        var filled = Array.FindAll(kinds, kind => kind.Size > 0);
        return filled.Length > 1 ? filled : Size < 2 ? [] : [Half(0, Size / 2), Half(Size / 2, Size - Size / 2)];
    }

    private int Size => Points.Count + Params.Count + Tags.Count;

    private BatchEntry Half(int from, int count) => With([.. Points.Skip(from).Take(count)], Some(Params, from, count), Some(Tags, from, count));

    private static Dictionary<string, string> Some(IReadOnlyDictionary<string, string> pairs, int from, int count) =>
        pairs.Skip(from).Take(count).ToDictionary(StringComparer.Ordinal);

    private static BatchEntry With(IReadOnlyList<Point>? points = null, IReadOnlyDictionary<string, string>? parameters = null, IReadOnlyDictionary<string, string>? tags = null) =>
        new(points ?? [], parameters ?? new Dictionary<string, string>(StringComparer.Ordinal), tags ?? new Dictionary<string, string>(StringComparer.Ordinal));
}

/// <summary>A file becomes an artefact of the run.</summary>
/// <param name="Path">In the run, with forward slashes.</param>
/// <param name="File">Here.</param>
/// <param name="Owned">The file is the spool's own copy and is deleted once delivered.</param>
internal sealed record ArtifactEntry(string Path, string File, bool Owned) : Entry;

/// <summary>A text becomes an artefact of the run.</summary>
/// <param name="Path">In the run, with forward slashes.</param>
/// <param name="Text">All of it.</param>
internal sealed record TextEntry(string Path, string Text) : Entry;

/// <summary>The run has ended.</summary>
internal sealed record EndEntry(RunStatus Status, long EndMs) : Entry;

/// <summary>One value of a metric.</summary>
internal readonly record struct Point(string Key, double Value, long Step, long TimeMs);
