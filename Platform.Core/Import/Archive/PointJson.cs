using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Platform.Core.Import.Archive;

/// <summary>Points as JSON lines: <c>{"key": "loss", "step": 3, "time": 1700000000000, "value": 0.5}</c>; NaN and the infinities are texts.</summary>
public static class PointJson
{
    /// <summary>Writes a line with its end.</summary>
    /// <param name="run">The run's identity as a first member; null for none.</param>
    public static void Write(IBufferWriter<byte> target, in SourcePoint point, string? run = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        using (var writer = new Utf8JsonWriter(target))
        {
            writer.WriteStartObject();
            if (run is not null)
                writer.WriteString("run_id", run);
            WriteMembers(writer, point);
            writer.WriteEndObject();
        }
        target.Write("\n"u8);
    }

    /// <summary>Null if the line is no point.</summary>
    public static SourcePoint? Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Writes a point's members into an object that is open.</summary>
    internal static void WriteMembers(Utf8JsonWriter writer, in SourcePoint point)
    {
        writer.WriteString("key", point.Key);
        writer.WriteNumber("step", point.Step);
        if (point.Time is { } time)
            writer.WriteNumber("time", time);
        if (double.IsFinite(point.Value))
            writer.WriteNumber("value", point.Value);
        else
            writer.WriteString("value", point.Value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Null if it is no point.</summary>
    /// <exception cref="InvalidOperationException">A member is of another kind.</exception>
    /// <exception cref="FormatException">A number is too large.</exception>
    internal static SourcePoint? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String || !root.TryGetProperty("value", out var value))
            return null;
        var step = root.TryGetProperty("step", out var s) ? s.GetInt64() : 0;
        long? time = root.TryGetProperty("time", out var t) ? t.GetInt64() : null;
        var number = value.ValueKind == JsonValueKind.String
            ? SourceNumbers.TryValue(value.GetString(), out var named) ? named : (double?)null
            : value.GetDouble();
        return number is { } found && time is null or >= 0 ? new SourcePoint(key.GetString()!, step, time, found) : null;
    }
}
