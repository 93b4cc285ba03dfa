using System.Globalization;
using Platform.Core;
using Platform.Core.History;

namespace Platform.Web.Api;

/// <summary>Reads query parameters with errors that name them.</summary>
internal static class QueryInput
{
    /// <summary>A whole number in a range, or the fallback when it is not given.</summary>
    public static int Whole(HttpRequest request, string name, int low, int high, int fallback)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw new InvalidInputException(name, $"is '{(text.Length <= 50 ? text : text[..50] + "…")}'; give a whole number from {low} to {high}.");
    }

    /// <summary>true or false; false when it is not given.</summary>
    public static bool Flag(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw new InvalidInputException(name, "is neither true nor false."),
    };

    /// <summary>What the documentation of a route says of <c>asOf</c>.</summary>
    public const string AsOfWords = "asOf (an event's number, or a time that has been: as it was then)";

    /// <summary>The moment of the past that is asked for, or null for the present; the same for all that the answer holds.</summary>
    /// <exception cref="InvalidInputException">It is no moment, or has not come.</exception>
    public static async Task<PastMoment?> MomentAsync(HttpRequest request, PastViews past, CancellationToken cancellation) =>
        request.Query.TryGetValue("asOf", out var text) ? await past.AtAsync(AsOf.Parse(text.ToString(), "asOf"), "asOf", cancellation) : null;

    /// <summary>What is asked for is there, but was not at that moment.</summary>
    public static NotFoundException NotYet(string what) => new($"There was no {what} yet at that moment. Leave asOf out for the present.");

    /// <summary>One of an enum's names in camelCase, or null when it is not given.</summary>
    public static T? Name<T>(HttpRequest request, string name) where T : struct, Enum
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        var names = Enum.GetNames<T>().Where(n => n != "None").ToArray();
        return Array.Find(names, n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found)
            : throw new InvalidInputException(name, $"is not known; give one of {string.Join(", ", names.Select(n => n.ToLowerInvariant()))}.");
    }
}
