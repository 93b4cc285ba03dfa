using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Platform.Client.Delivery;

/// <summary>Bodies of MLflow's REST protocol, written and read.</summary>
internal static class MlflowJson
{
    private const string OwnArtifacts = "mlflow-artifacts:";

    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The identity is the program's own, so that a repeated request names the same run.</summary>
    public static void Create(Utf8JsonWriter writer, string runId, string experimentId, CreateEntry create)
    {
        writer.WriteString("experiment_id", experimentId);
        writer.WriteString("run_id", runId);
        writer.WriteString("user_id", create.User);
        writer.WriteNumber("start_time", create.StartMs);
        if (create.Name is not null)
            writer.WriteString("run_name", create.Name);
        var tags = new Dictionary<string, string>(create.Tags, StringComparer.Ordinal);
        if (create.ParentRunId is { Length: > 0 } parent) // an empty one is none: from a variable that is not set, say
            tags[CreateEntry.ParentTag] = parent;
        Pairs(writer, "tags", tags);
    }

    public static void Batch(Utf8JsonWriter writer, string runId, BatchEntry batch)
    {
        writer.WriteString("run_id", runId);
        writer.WriteStartArray("metrics");
        foreach (var point in batch.Points)
        {
            writer.WriteStartObject();
            writer.WriteString("key", point.Key);
            if (double.IsFinite(point.Value))
                writer.WriteNumber("value", point.Value);
            else
                writer.WriteString("value", point.Value.ToString(CultureInfo.InvariantCulture)); // NaN, Infinity, -Infinity
            writer.WriteNumber("timestamp", point.TimeMs);
            writer.WriteNumber("step", point.Step);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        Pairs(writer, "params", batch.Params);
        Pairs(writer, "tags", batch.Tags);
    }

    public static void End(Utf8JsonWriter writer, string runId, EndEntry end)
    {
        writer.WriteString("run_id", runId);
        writer.WriteString("status", end.Status.ToString().ToUpperInvariant());
        writer.WriteNumber("end_time", end.EndMs);
    }

    /// <summary>Of an answer that made or found an experiment; null if it names none.</summary>
    public static string? ExperimentId(byte[] answer)
    {
        using var json = Object(answer);
        return json is null ? null : Text(json.RootElement, "experiment_id") ?? Text(Member(json.RootElement, "experiment"), "experiment_id");
    }

    /// <summary>Where the artefacts of the run that the answer describes lie, as the server says it; null if it does not.</summary>
    public static string? ArtifactUri(byte[] answer)
    {
        using var json = Object(answer);
        return json is null ? null : Text(Member(Member(json.RootElement, "run"), "info"), "artifact_uri");
    }

    /// <summary>Whether the answer describes a run that is deleted.</summary>
    public static bool IsDeletedRun(byte[] answer)
    {
        using var json = Object(answer);
        return json is not null && Text(Member(Member(json.RootElement, "run"), "info"), "lifecycle_stage") == "deleted";
    }

    /// <summary>An artefact address as the server's upload addresses want it; null for a place that is not the server's.</summary>
    public static string? UploadRoot(string artifactUri) =>
        artifactUri.StartsWith(OwnArtifacts, StringComparison.Ordinal) ? artifactUri[OwnArtifacts.Length..].TrimStart('/') : null;

    /// <summary>Whether an answer is a JSON object, as all answers of the protocol are.</summary>
    public static bool IsObject(byte[] answer)
    {
        using var json = Object(answer);
        return json is not null;
    }

    /// <summary>MLflow's code of an error and its words, as far as they can be read.</summary>
    public static (string? Code, string Message) Error(byte[] answer)
    {
        using var json = Object(answer);
        return json is null ? (null, "") : (Text(json.RootElement, "error_code"), Text(json.RootElement, "message") ?? "");
    }

    // Anything may answer, and with anything: null unless it is an object.
    private static JsonDocument? Object(byte[] answer)
    {
        try
        {
            var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json;
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static void Pairs(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> pairs)
    {
        writer.WriteStartArray(name);
        foreach (var (key, value) in pairs)
        {
            writer.WriteStartObject();
            writer.WriteString("key", key);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
