using System.Text.Json;

namespace Platform.Core.Experiments;

/// <summary>Reads a JSON document into nodes; duplicate keys, comments and deep nesting are refused.</summary>
internal static class SweepFileJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = SweepFileNode.MaxDepth };

    /// <exception cref="InvalidInputException">Not such a document; the message holds line and column.</exception>
    public static SweepFileNode Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return ReadNode(document.RootElement);
        }
        catch (JsonException error)
        {
            // A repeated key has no place, but is named.
            var place = error.LineNumber is { } line ? $"line {line + 1}, column {error.BytePositionInLine + 1}: " : "";
            throw new InvalidInputException("file", $"{place}{FirstSentence(error)}; mend the JSON there.");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair: legal in JSON's grammar, but not text.
            throw new InvalidInputException("file", "a text or key is not valid Unicode; remove the lone \\ud800–\\udfff escapes.");
        }
    }

    private static SweepFileNode ReadNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new SweepFileMap([.. element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, ReadNode(p.Value)))]),
        JsonValueKind.Array => new SweepFileList([.. element.EnumerateArray().Select(ReadNode)]),
        JsonValueKind.String => new SweepFileScalar(element.GetString()),
        JsonValueKind.Number => new SweepFileScalar(SweepFileNumber.Resolve(element.GetRawText())),
        JsonValueKind.True or JsonValueKind.False => new SweepFileScalar(element.GetBoolean()),
        _ => new SweepFileScalar(Value: null),
    };

    private static string FirstSentence(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
    }
}
