using System.Text.Json;

namespace Platform.Core.Journal;

/// <summary>
/// An event whose contents were erased: number, stream, version, type and time are what is left of it. It stands in its old place, so that a stream keeps its shape;
/// whoever folds the stream passes it over. Stored as <c>{"erased": true, "at": …}</c> with every other column of contents empty.
/// </summary>
/// <param name="At">The time that the event said itself, if it did.</param>
public sealed record ErasedEvent(DateTimeOffset? At)
{
    /// <summary>The name of what marks the stored form.</summary>
    internal const string Mark = "erased";

    /// <summary>An SQL condition: an event <c>e</c> of mt_events has the stored form.</summary>
    internal const string Stored = "e.data -> 'erased' = 'true' and e.data - 'at' = '{\"erased\": true}'";

    private const int LongestForm = 100;

    /// <summary>The erased event from its stored form; null for any other event.</summary>
    public static ErasedEvent? Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        // Almost every event is another: only what can be one is looked into.
        if (json.Length > LongestForm || !json.Contains($"\"{Mark}\"", StringComparison.Ordinal))
            return null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Mark, out var mark) || mark.ValueKind != JsonValueKind.True)
            return null;
        var at = root.TryGetProperty("at", out var said) && said.ValueKind == JsonValueKind.String && said.TryGetDateTimeOffset(out var time) ? time : (DateTimeOffset?)null;
        return root.EnumerateObject().All(property => property.Name is Mark or "at") ? new ErasedEvent(at) : null;
    }
}
