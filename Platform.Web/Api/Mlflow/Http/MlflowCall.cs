using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// One request of an MLflow client and its answer. Arguments come from the query string of a GET and from the JSON body of everything
/// else; unknown ones are passed over, as MLflow's own server does.
/// </summary>
internal sealed class MlflowCall(HttpContext context, string tail)
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32 };

    private JsonElement _body;

    public HttpContext Context { get; } = context;

    /// <summary>What follows a route that ends in a slash, decoded once: an identity or a path. Empty for other routes.</summary>
    public string Tail { get; } = tail;

    public CancellationToken Stop => Context.RequestAborted;

    private bool FromQuery => HttpMethods.IsGet(Context.Request.Method) || HttpMethods.IsHead(Context.Request.Method);

    /// <summary>Reads the JSON body of a call that has one; must come before any argument is asked for.</summary>
    /// <exception cref="MlflowException">Another content type, too large, not JSON or not an object.</exception>
    public async Task ReadBodyAsync(int maxBytes = MlflowBody.SmallBytes)
    {
        if (FromQuery || HttpMethods.IsDelete(Context.Request.Method) && Context.Request.ContentType is null && Context.Request.ContentLength is null or 0)
            return; // a DELETE may say everything by its path
        using var bytes = await MlflowBody.ReadAsync(Context.Request, maxBytes, Stop);
        Take(bytes.Memory);
    }

    /// <summary>Takes arguments from a body that was read already.</summary>
    /// <exception cref="MlflowException">Not JSON or not an object.</exception>
    public void Take(ReadOnlyMemory<byte> json) => _body = Parse(json);

    /// <summary>A text, or null when it is not given or null.</summary>
    public string? Text(string name)
    {
        if (FromQuery)
            return Context.Request.Query[name] is { Count: > 0 } values ? MlflowText.Check(values[^1]!, name) : null;
        return Argument(name) is { } value ? MlflowJson.Text(value, name) : null;
    }

    /// <exception cref="MlflowException">Not given, empty or not a text.</exception>
    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw MlflowException.MissingValue(name);

    /// <summary>The run that the call is about, by its newer or its older argument.</summary>
    public string RunId() => Text("run_id") is { Length: > 0 } id ? id : Text("run_uuid") is { Length: > 0 } old ? old : throw MlflowException.MissingValue("run_id");

    /// <summary>What a search shows: an enum's name, or its number.</summary>
    public string? View(string name = "view_type") =>
        !FromQuery && Argument(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(name);

    /// <summary>A whole number of 64 bits, also as a numeric text; null when it is not given.</summary>
    public long? Whole(string name)
    {
        if (!FromQuery)
            return Argument(name) is { } value ? MlflowJson.Whole(value, name) : null;
        if (Text(name) is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw MlflowException.Value(name, text, "give a whole number of 64 bits.");
    }

    /// <summary>A whole number in a range, or the fallback when it is not given.</summary>
    public int Whole(string name, int low, int high, int fallback) => Whole(name) switch
    {
        null => fallback,
        { } number when number >= low && number <= high => (int)number,
        { } number => throw MlflowException.Value(name, number.ToString(CultureInfo.InvariantCulture), $"give a whole number from {low} to {high}."),
    };

    public bool Flag(string name)
    {
        if (FromQuery)
            return Text(name) switch { null or "" => false, { } text when bool.TryParse(text, out var flag) => flag, { } text => throw MlflowException.Value(name, text, "give true or false.") };
        return Argument(name) is { } value && MlflowJson.Flag(value, name);
    }

    /// <summary>A list of texts; a repeated argument in a query string. Empty when it is not given.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (FromQuery)
            return [.. Context.Request.Query[name].Select(text => MlflowText.Check(text!, name))];
        return [.. List(name).Select((value, i) => MlflowJson.Text(value, $"{name}[{i}]") ?? "")];
    }

    /// <summary>The elements of a list in the body; none when it is not given.</summary>
    public IReadOnlyList<JsonElement> List(string name)
    {
        if (Argument(name) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw MlflowException.Value(name, value.GetRawText(), "give a list.");
    }

    /// <summary>The argument as it stands in the body; null when it is not given or null.</summary>
    public JsonElement? Argument(string name) => MlflowJson.Member(_body, name);

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw MlflowException.BadRequest("The body is not UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw MlflowException.BadRequest("The body is not a JSON object; send an object with the endpoint's fields.");
        }
        catch (JsonException error)
        {
            throw MlflowBody.NotJson(error);
        }
    }
}
