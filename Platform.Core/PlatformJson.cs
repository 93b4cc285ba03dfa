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

    /// <summary>Gives other options, such as those of a web framework, the same contract.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
