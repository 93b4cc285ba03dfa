using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Core;
using Search;

namespace Platform.Web.Api;

/// <summary>Reads flat JSON command bodies strictly: unknown, repeated, missing and wrongly typed members are errors that name the member.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The body as <typeparamref name="T"/>; an empty body counts as <c>{}</c>.</summary>
    /// <exception cref="InvalidInputException">Not JSON (with line and column), or members are wrong.</exception>
    /// <exception cref="RequestRefusedException">Too large, or another media type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellation, int maxBytes = RequestBody.SmallBytes)
    {
        var bytes = await RequestBody.ReadAsync(request, maxBytes, cancellation);
        if (bytes.Length > 0)
            RequestBody.RequireMediaType(request, "application/json");
        using var document = Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes, Strict);
        return Convert<T>(document.RootElement);
    }

    /// <summary>The document, or an error with line and column.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options)
    {
        try
        {
            return JsonDocument.Parse(json, options);
        }
        catch (JsonException error)
        {
            var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var what = (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
            var place = error.LineNumber is { } line ? $"line {line + 1}, column {error.BytePositionInLine + 1}: " : ""; // a repeated member has no place, but is named
            throw new InvalidInputException("body", $"{place}{what}; mend the JSON there.");
        }
        catch (InvalidOperationException)
        {
            throw BrokenText();
        }
    }

    private static T Convert<T>(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new InvalidInputException("body", "is not a JSON object; send an object with the route's members.");
        var type = PlatformJson.Options.GetTypeInfo(typeof(T));
        try
        {
            RequireTexts(body);
            var errors = Check(body, type).ToList();
            return errors.Count == 0 ? body.Deserialize<T>(PlatformJson.Options)! : throw new InvalidInputException(errors);
        }
        catch (InvalidOperationException)
        {
            throw BrokenText();
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(error.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body", "has a value that does not fit; see /openapi/v1.json.");
        }
    }

    // Members that are kept as JSON are read later, where nobody expects texts that are none.
    private static void RequireTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    RequireTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    RequireTexts(member.Value);
                }
                break;
        }
    }

    private static IEnumerable<FieldError> Check(JsonElement body, JsonTypeInfo type)
    {
        var known = type.Properties.ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (!known.TryGetValue(member.Name, out var property))
                yield return new FieldError(Shorten(member.Name), $"is not a member of this request{Nearest.Suggest(Shorten(member.Name), known.Keys)}.");
            else if (Expected(property, member.Value) is { } expected)
                yield return new FieldError(member.Name, $"is {Show(member.Value)}; give {expected}.");
        }

        foreach (var property in type.Properties.Where(p => p.IsRequired && !body.TryGetProperty(p.Name, out _)))
            yield return new FieldError(property.Name, "is missing; give it.");
    }

    // Null when the value fits the property.
    private static string? Expected(JsonPropertyInfo property, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return property.IsSetNullable ? null : "a value";
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string))
            return value.ValueKind == JsonValueKind.String ? null : "a text";
        if (type == typeof(bool))
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false";
        if (type == typeof(int))
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : "a whole number";
        if (type == typeof(long))
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : "a whole number";
        if (type == typeof(double))
            return value.ValueKind == JsonValueKind.Number ? null : "a finite number";
        if (type == typeof(IReadOnlyList<double>) && !(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)))
            return "a list of finite numbers";
        if (type == typeof(IReadOnlyList<string>) && !(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)))
            return "a list of texts";
        return null;
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => Shorten(value.GetRawText()),
    };

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static InvalidInputException BrokenText() =>
        new("body", "holds a text or name that is not valid Unicode; send UTF-8 without lone \\ud800–\\udfff escapes.");
}
