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
        if (create.ParentRunId is not null)
            tags["mlflow.parentRunId"] = create.ParentRunId;
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

    /// <summary>Of an answer that made or found an experiment.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string? ExperimentId(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("experiment_id", out var id) || (json.RootElement.TryGetProperty("experiment", out var found) && found.TryGetProperty("experiment_id", out id)) ? id.GetString() : null;
    }

    /// <summary>Where the server keeps the artefacts of the run that the answer describes, as its upload addresses want it; null if it does not.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string? ArtifactRoot(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("run", out var run) && run.TryGetProperty("info", out var info) && info.TryGetProperty("artifact_uri", out var uri)
            && uri.GetString() is { } text && text.StartsWith(OwnArtifacts, StringComparison.Ordinal)
            ? text[OwnArtifacts.Length..].TrimStart('/')
            : null;
    }

    /// <summary>The words of an error, as far as they can be read.</summary>
    public static string ErrorMessage(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) ? message.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

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
