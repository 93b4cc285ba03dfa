using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Platform.Core.Tracking.Questions;

/// <summary>A run's place in an order: its values of the fields ordered by, then its start, the latest first, then its identity.</summary>
internal sealed record RunPlace(OrderValue[] Values, double StartTime, string Id)
{
    /// <summary>Less than 0 if this comes first.</summary>
    public int CompareTo(RunPlace other, IReadOnlyList<RunOrder> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (Values[i].CompareTo(other.Values[i], order[i].Descending) is var compared and not 0)
                return compared;
        }
        return StartTime != other.StartTime ? other.StartTime.CompareTo(StartTime) : string.CompareOrdinal(Id, other.Id);
    }

    /// <summary>The place as a page's token.</summary>
    public string ToToken(IReadOnlyList<RunOrder> order) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(
        new Token(OrderName(order), [.. Values.Select(v => v.Rank)], [.. Values.Select(v => v.Number)], [.. Values.Select(v => v.Text)], StartTime, Id), PlatformJson.Options));

    /// <summary>The place that a token names.</summary>
    /// <exception cref="InvalidInputException">It is not a token of this order.</exception>
    public static RunPlace Parse(string token, IReadOnlyList<RunOrder> order)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Token>(Base64Url.DecodeFromChars(token), PlatformJson.Options);
            if (read is not null && read.Order == OrderName(order) && read.Ranks.Length == order.Count && read.Numbers.Length == order.Count && read.Texts.Length == order.Count)
                return new RunPlace([.. read.Ranks.Select((rank, i) => new OrderValue(rank, read.Numbers[i], read.Texts[i]))], read.Start, read.Id);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            // Said below, with the remedy.
        }
        throw new InvalidInputException("page_token", "is not the token of a page of this question; send the token that the page before named, with the same order, or none for the first page.");
    }

    private static string OrderName(IReadOnlyList<RunOrder> order) =>
        string.Join(';', order.Select(o => $"{(int)o.Field.Kind}{(o.Descending ? '-' : '+')}{o.Field.Key}{(o.Field.Part == MetricPart.Last ? "" : string.Create(CultureInfo.InvariantCulture, $"\0{(int)o.Field.Part} {o.Field.Step}"))}"));

    private sealed record Token(string Order, int[] Ranks, double[] Numbers, string?[] Texts, double Start, string Id);
}
