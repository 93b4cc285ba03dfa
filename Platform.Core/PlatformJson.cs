using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Core;

/// <summary>The one JSON contract of the platform: the journal, the views and the HTTP API all use it.</summary>
public static class PlatformJson
{
    /// <summary>
    /// camelCase names, enums as camelCase text, NaN and infinities as the texts "NaN", "Infinity", "-Infinity". A missing
    /// constructor parameter without a default is an error: a missing loss must never read as 0. Metadata properties may stand
    /// anywhere in an object, because PostgreSQL's jsonb orders properties itself.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            AllowOutOfOrderMetadataProperties = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
