using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.Import;
using Platform.Core.Tracking;

namespace Platform.Cli.Api;

/// <summary>Reads and writes the JSON of the tracking store's MLflow API.</summary>
internal static class TrackingText
{
    /// <summary>A text; empty when it is absent.</summary>
    public static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    /// <summary>A whole number, also written as a text; null when it is absent.</summary>
    public static long? Whole(JsonElement json, string name) => !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetInt64()
        : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    /// <summary>A list; empty when it is absent.</summary>
    public static IEnumerable<JsonElement> List(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A list of keys and values.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(JsonElement json, string name) =>
        new SortedDictionary<string, string>(List(json, name).ToDictionary(pair => Text(pair, "key"), pair => Text(pair, "value"), StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>A point of a history.</summary>
    public static SourcePoint Point(JsonElement json)
    {
        var value = json.GetProperty("value");
        var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new SourcePoint(Text(json, "key"), Whole(json, "step") ?? 0, Whole(json, "timestamp"), number);
    }

    /// <summary>A run.</summary>
    public static RunItem Run(JsonElement json)
    {
        var info = json.GetProperty("info");
        var data = json.TryGetProperty("data", out var found) ? found : default;
        var inputs = json.TryGetProperty("inputs", out var read) ? List(read, "dataset_inputs").Select(Input) : [];
        var outputs = json.TryGetProperty("outputs", out var made) ? List(made, "model_outputs") : [];
        return new RunItem(
            Text(info, "run_id"), Text(info, "experiment_id"), Text(info, "run_name"), Text(info, "user_id"), Text(info, "status"), Text(info, "lifecycle_stage") == "deleted",
            Whole(info, "start_time") ?? 0, Whole(info, "end_time"), Text(info, "artifact_uri"), Pairs(data, "params"), Pairs(data, "tags"),
            List(data, "metrics").Select(Point).ToDictionary(point => point.Key, StringComparer.Ordinal), [.. inputs],
            outputs.ToDictionary(output => Text(output, "model_id"), output => Whole(output, "step") ?? 0, StringComparer.Ordinal), [.. List(read, "model_inputs").Select(input => Text(input, "model_id"))]);
    }

    /// <summary>A logged model.</summary>
    public static LoggedModelItem LoggedModel(JsonElement json, bool deleted)
    {
        var info = json.GetProperty("info");
        return new LoggedModelItem(
            Text(info, "model_id"), Text(info, "experiment_id"), Text(info, "name"), Text(info, "model_type"), Given(info, "source_run_id"), Text(info, "status"), deleted, Text(info, "artifact_uri"),
            Pairs(json.TryGetProperty("data", out var data) ? data : default, "params"), Pairs(info, "tags"));
    }

    /// <summary>Data sets for log-inputs.</summary>
    public static JsonArray Datasets(IEnumerable<RunInput> inputs) => [.. inputs.Select(input => new JsonObject
    {
        ["dataset"] = new JsonObject
        {
            ["name"] = input.Dataset.Name, ["digest"] = input.Dataset.Digest, ["source_type"] = input.Dataset.SourceType, ["source"] = input.Dataset.Source,
            ["schema"] = input.Dataset.Schema, ["profile"] = input.Dataset.Profile,
        },
        ["tags"] = new JsonArray([.. input.Tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]),
    })];

    /// <summary>A body of log-batch with points.</summary>
    public static ReadOnlyMemory<byte> Points(string runId, IReadOnlyList<SourcePoint> points) => Body(runId, "metrics", points, WritePoint);

    /// <summary>A body of log-batch with points that were measured of logged models.</summary>
    public static ReadOnlyMemory<byte> Measured(string runId, IReadOnlyList<MeasuredPoint> points) => Body(runId, "metrics", points, static (writer, measured) =>
    {
        WritePoint(writer, measured.Point);
        writer.WriteString("model_id", measured.ModelId);
        if (measured.DatasetName.Length == 0)
            return;
        writer.WriteString("dataset_name", measured.DatasetName);
        writer.WriteString("dataset_digest", measured.DatasetDigest);
    });

    /// <summary>A body of log-batch with parameters or tags.</summary>
    /// <param name="kind"><c>params</c> or <c>tags</c>.</param>
    public static ReadOnlyMemory<byte> Pairs(string runId, string kind, IReadOnlyList<KeyValuePair<string, string>> pairs) => Body(runId, kind, pairs, static (writer, pair) =>
    {
        writer.WriteString("key", pair.Key);
        writer.WriteString("value", pair.Value);
    });

    private static ReadOnlyMemory<byte> Body<T>(string runId, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(items.Count * 100 + 100);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("run_id", runId);
            writer.WriteStartArray(name);
            foreach (var item in items)
            {
                writer.WriteStartObject();
                write(writer, item);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WritePoint(Utf8JsonWriter writer, SourcePoint point)
    {
        writer.WriteString("key", point.Key);
        if (double.IsFinite(point.Value))
            writer.WriteNumber("value", point.Value);
        else
            writer.WriteString("value", point.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("timestamp", point.Time ?? 0);
        writer.WriteNumber("step", point.Step);
    }

    private static RunInput Input(JsonElement json)
    {
        var data = json.GetProperty("dataset");
        return new RunInput(
            new TrackedDataset(Text(data, "name"), Text(data, "digest"), Text(data, "source_type"), Text(data, "source"), Given(data, "schema"), Given(data, "profile")), Pairs(json, "tags"));
    }

    private static string? Given(JsonElement json, string name) => Text(json, name) is { Length: > 0 } text ? text : null;
}
