using System.Buffers;
using System.Text.Json;

namespace Platform.Core.Import.Archive;

/// <summary>Points that were measured of logged models as JSON lines: <c>{"model_id": "m-…", "dataset_name": "iris", "dataset_digest": "abc", "point": {"key": "loss", …}}</c>; the data set is left out where there is none, the point is written as <see cref="PointJson"/> does.</summary>
public static class MeasuredJson
{
    /// <summary>Writes a line with its end.</summary>
    public static void Write(IBufferWriter<byte> target, in MeasuredPoint measured)
    {
        ArgumentNullException.ThrowIfNull(target);
        using (var writer = new Utf8JsonWriter(target))
        {
            writer.WriteStartObject();
            writer.WriteString("model_id", measured.ModelId);
            if (measured.DatasetName.Length > 0)
            {
                writer.WriteString("dataset_name", measured.DatasetName);
                writer.WriteString("dataset_digest", measured.DatasetDigest);
            }
            writer.WriteStartObject("point");
            PointJson.WriteMembers(writer, measured.Point);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        target.Write("\n"u8);
    }

    /// <summary>Null if the line is none.</summary>
    public static MeasuredPoint? Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("model_id", out var model) || !root.TryGetProperty("point", out var point) || PointJson.Read(point) is not { Time: not null } read)
                return null;
            var (name, digest) = (Text(root, "dataset_name"), Text(root, "dataset_digest"));
            return model.GetString() is { Length: > 0 } id && name.Length > 0 == digest.Length > 0 ? new MeasuredPoint(id, read, name, digest) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
