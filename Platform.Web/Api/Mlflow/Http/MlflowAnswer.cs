using System.Text.Encodings.Web;
using System.Text.Json;

namespace Platform.Web.Api.Mlflow;

/// <summary>Writes answers: JSON with snake_case names, numbers of 64 bits as numbers, NaN and infinities as texts, empty fields left out.</summary>
internal static class MlflowAnswer
{
    private const string Json = "application/json";

    /// <summary>Answers are JSON with nosniff and load nothing, so only what JSON itself needs is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>The answer of calls that answer nothing.</summary>
    public static ValueTask<System.IO.Pipelines.FlushResult> EmptyAsync(HttpContext context)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = 2;
        return context.Response.BodyWriter.WriteAsync(Empty, context.RequestAborted);
    }

    /// <summary>An object whose members <paramref name="write"/> writes.</summary>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write) => WriteAsync(context, writer =>
    {
        write(writer);
        return Task.CompletedTask;
    });

    /// <summary>An object whose members <paramref name="write"/> writes and sends by the way.</summary>
    public static async Task WriteAsync(HttpContext context, Func<Utf8JsonWriter, Task> write)
    {
        context.Response.ContentType = Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, Options);
        writer.WriteStartObject();
        await write(writer);
        writer.WriteEndObject();
        writer.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, MlflowException error)
    {
        context.Response.Clear();
        context.Response.StatusCode = error.Status;
        return WriteAsync(context, writer =>
        {
            writer.WriteString("error_code", error.Code);
            writer.WriteString("message", error.Message);
        });
    }

    /// <summary>A member unless it is null or empty.</summary>
    public static void Optional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            writer.WriteString(name, value);
    }

    /// <summary>A number as JSON can hold it, NaN and infinities as texts.</summary>
    public static void Number(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    /// <summary>A list of keys and values unless it is empty.</summary>
    public static void Pairs(this Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var any = false;
        foreach (var (key, value) in pairs)
        {
            if (!any)
                writer.WriteStartArray(name);
            any = true;
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteString("value"u8, value);
            writer.WriteEndObject();
        }

        if (any)
            writer.WriteEndArray();
    }

    /// <summary>A list of objects unless it is empty.</summary>
    public static void Objects<T>(this Utf8JsonWriter writer, string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
