using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Core.Import.TensorBoard;

/// <summary>
/// What TensorBoard's hyperparameter plugin says of a run: that it began with these parameters, that it ended, or what the whole experiment varies.
/// (Fields of tensorboard/plugins/hparams: plugin_data.proto, api.proto; and of google/protobuf/struct.proto.)
/// </summary>
internal sealed class SessionMessage
{
    /// <summary>The plugin's name in a summary's metadata.</summary>
    public const string Plugin = "hparams";

    private const int Deepest = 16;
    private readonly Dictionary<string, string> _params = new(StringComparer.Ordinal);

    /// <summary>The parameters as texts: numbers as Python's MLflow client would log them, lists as JSON.</summary>
    public IReadOnlyDictionary<string, string> Params => _params;

    /// <summary>Runs of one group have the same parameters; null for none.</summary>
    public string? Group { get; private set; }

    /// <summary>Unix seconds; null where it says none.</summary>
    public double? Started { get; private set; }

    /// <summary>Unix seconds; null where it says none.</summary>
    public double? Ended { get; private set; }

    /// <summary>1 success, 2 failure, 3 running; null where it says none.</summary>
    public int? Status { get; private set; }

    /// <summary>It speaks of a whole experiment, not of a run.</summary>
    public bool IsOfExperiment { get; private set; }

    /// <summary>Null if the bytes are no such message.</summary>
    public static SessionMessage? Read(ReadOnlySpan<byte> content)
    {
        var message = new SessionMessage();
        var reader = new WireReader(content);
        while (reader.Next())
        {
            if (reader is { Field: 2, HasContent: true })
                message.IsOfExperiment = true;
            else if (reader is { Field: 3, HasContent: true })
                message.ReadStart(reader.Content);
            else if (reader is { Field: 4, HasContent: true })
                message.ReadEnd(reader.Content);
        }
        return reader.IsDamaged ? null : message;
    }

    private void ReadStart(ReadOnlySpan<byte> start)
    {
        var reader = new WireReader(start);
        while (reader.Next())
        {
            if (reader is { Field: 1, HasContent: true })
                ReadParam(reader.Content);
            else if (reader is { Field: 4, HasContent: true } && Encoding.UTF8.GetString(reader.Content) is { Length: > 0 } group)
                Group = group;
            else if (reader is { Field: 5, HasContent: false })
                Started = reader.Double;
        }
    }

    private void ReadEnd(ReadOnlySpan<byte> end)
    {
        var reader = new WireReader(end);
        while (reader.Next())
        {
            if (reader is { Field: 1, HasContent: false })
                Status = (int)reader.Bits;
            else if (reader is { Field: 2, HasContent: false })
                Ended = reader.Double;
        }
    }

    // An entry of a map.
    private void ReadParam(ReadOnlySpan<byte> entry)
    {
        var name = "";
        string? text = null;
        var reader = new WireReader(entry);
        while (reader.Next())
        {
            if (reader is { Field: 1, HasContent: true })
                name = Encoding.UTF8.GetString(reader.Content);
            else if (reader is { Field: 2, HasContent: true })
                text = Text(reader.Content);
        }
        if (name.Length > 0 && text is not null)
            _params[name] = text;
    }

    private static string? Text(ReadOnlySpan<byte> value)
    {
        var reader = new WireReader(value);
        string? text = null;
        while (reader.Next())
        {
            text = (reader.Field, reader.HasContent) switch
            {
                (1, false) => "None",
                (2, false) => Number(reader.Double),
                (3, true) => Encoding.UTF8.GetString(reader.Content),
                (4, false) => reader.Bits == 0 ? "False" : "True",
                (5 or 6, true) => Json(value, 0)?.ToJsonString(),
                _ => text,
            };
        }
        return text;
    }

    // Structures and lists.
    private static JsonNode? Json(ReadOnlySpan<byte> value, int depth)
    {
        JsonNode? node = null;
        var reader = new WireReader(value);
        while (depth < Deepest && reader.Next())
        {
            node = (reader.Field, reader.HasContent) switch
            {
                (2, false) => double.IsFinite(reader.Double) ? JsonValue.Create(reader.Double) : JsonValue.Create(Number(reader.Double)),
                (3, true) => JsonValue.Create(Encoding.UTF8.GetString(reader.Content)),
                (4, false) => JsonValue.Create(reader.Bits != 0),
                (5, true) => Members(reader.Content, depth),
                (6, true) => Elements(reader.Content, depth),
                _ => node,
            };
        }
        return node;
    }

    private static JsonObject Members(ReadOnlySpan<byte> structure, int depth)
    {
        var members = new JsonObject();
        var reader = new WireReader(structure);
        while (reader.Next())
        {
            if (reader is not { Field: 1, HasContent: true })
                continue;
            var (name, node) = ("", (JsonNode?)null);
            var entry = new WireReader(reader.Content);
            while (entry.Next())
            {
                if (entry is { Field: 1, HasContent: true })
                    name = Encoding.UTF8.GetString(entry.Content);
                else if (entry is { Field: 2, HasContent: true })
                    node = Json(entry.Content, depth + 1);
            }
            members[name] = node;
        }
        return members;
    }

    private static JsonArray Elements(ReadOnlySpan<byte> list, int depth)
    {
        var elements = new JsonArray();
        var reader = new WireReader(list);
        while (reader.Next())
        {
            if (reader is { Field: 1, HasContent: true })
                elements.Add(Json(reader.Content, depth + 1));
        }
        return elements;
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
