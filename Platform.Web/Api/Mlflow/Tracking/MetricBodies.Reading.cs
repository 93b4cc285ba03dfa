using System.Text.Json;
using System.Text.Unicode;

namespace Platform.Web.Api.Mlflow;

/// <summary>How a body is gone through: its members, the objects of its lists, and what is said of a text that is no JSON.</summary>
internal static partial class MetricBodies
{
    private delegate T Read<T>(ReadOnlySpan<byte> json);

    private static T Guard<T>(ReadOnlySpan<byte> json, Read<T> read)
    {
        if (!Utf8.IsValid(json))
            throw MlflowException.BadRequest("The body is not UTF-8.");
        try
        {
            return read(json);
        }
        catch (JsonException error)
        {
            throw MlflowBody.NotJson(error);
        }
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? reader : throw MlflowException.BadRequest("The body is not a JSON object; send an object with the endpoint's fields.");
    }

    // Nothing but white space may follow; the reader throws on anything else.
    private static void End(ref Utf8JsonReader reader) => reader.Read();

    private static bool NextMember(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return false;
        if (reader.ValueIsEscaped)
            CheckName(ref reader);
        return true;
    }

    // Comparing names would throw on half of a surrogate pair.
    private static void CheckName(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw MlflowJson.HalfName();
        }
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    // The first call enters the list (null counts as an empty one), each call the next object of it.
    private static bool NextItem(ref Utf8JsonReader reader, string name)
    {
        var before = reader.TokenType;
        reader.Read();
        if (before == JsonTokenType.PropertyName)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return false;
            if (reader.TokenType != JsonTokenType.StartArray)
                throw MlflowException.Value(name, Raw(ref reader), "give a list.");
            reader.Read();
        }

        if (reader.TokenType == JsonTokenType.EndArray)
            return false;
        return reader.TokenType == JsonTokenType.StartObject ? true : throw MlflowException.Value(name, Raw(ref reader), "give a list of objects.");
    }
}
