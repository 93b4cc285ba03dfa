using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Platform.Web.Api.Mlflow;

/// <summary>The place in an order after which the next page of a search begins. Opaque to clients.</summary>
internal static class PageToken
{
    /// <summary>A place as a token.</summary>
    /// <param name="order">The order's name.</param>
    /// <param name="place">Texts, whole numbers, numbers or nothing.</param>
    public static string Write(string order, IReadOnlyList<IComparable?> place) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Token(order, [.. place.Select(Text)])));

    /// <summary>The place that a token names.</summary>
    /// <param name="length">How many values it has.</param>
    /// <exception cref="MlflowException">It is not the token of a place in this order.</exception>
    public static IComparable?[] Read(string token, string order, int length)
    {
        try
        {
            if (JsonSerializer.Deserialize<Token>(Base64Url.DecodeFromChars(token)) is { Values: { } values } read && read.Order == order && values.Length == length)
                return Array.ConvertAll(values, Value);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException or OverflowException)
        {
            // Said below, with the remedy.
        }
        throw Wrong(token);
    }

    /// <summary>What is said of a token that is none of the question's.</summary>
    public static MlflowException Wrong(string token) => MlflowException.Value("page_token", token, "give the next_page_token of an earlier answer to the same question.");

    private static string? Text(IComparable? value) => value switch
    {
        null => null,
        string text => $"s{text}",
        double number => string.Create(CultureInfo.InvariantCulture, $"d{BitConverter.DoubleToInt64Bits(number)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"i{Convert.ToInt64(value, CultureInfo.InvariantCulture)}"),
    };

    private static IComparable? Value(string? text) => text switch
    {
        null => null,
        ['s', .. var rest] => rest,
        ['d', .. var rest] => BitConverter.Int64BitsToDouble(long.Parse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        ['i', .. var rest] => long.Parse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => throw new FormatException("It is no value of a token."),
    };

    private sealed record Token(string Order, string?[] Values);
}
