using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>One field of a <see cref="CronSchedule"/>.</summary>
/// <param name="Name">For people.</param>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Names">Words for the values, the first for <paramref name="Low"/>.</param>
internal sealed record CronField(string Name, int Low, int High, string[]? Names = null)
{
    /// <summary>Which values a text names, by value; those below <see cref="Low"/> are never named.</summary>
    /// <exception cref="FormatException">It is no list of values, ranges and steps.</exception>
    public bool[] Read(string text)
    {
        var named = new bool[High + 1];
        foreach (var item in text.Split(','))
        {
            var (range, step) = item.Split('/') switch
            {
                [var whole] => (whole, (int?)null),
                [var before, var after] when Number(after) is >= 1 and var size && size <= High - Low => (before, size),
                _ => throw Wrong(item),
            };
            var (first, last) = range.Split('-') switch
            {
                ["*"] => (Low, High),
                [var one] => (Value(one, item), step is null ? Value(one, item) : High),
                [var from, var to] => (Value(from, item), Value(to, item)),
                _ => throw Wrong(item),
            };
            if (first > last)
                throw new FormatException($"has '{item}' for the {Name}, which runs backwards; write two ranges, separated by a comma.");
            for (var value = first; value <= last; value += step ?? 1)
                named[value] = true;
        }

        return named;
    }

    private int Value(string text, string item)
    {
        var word = Names is null ? -1 : Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        var value = word >= 0 ? Low + word : Number(text) ?? throw Wrong(item);
        return value >= Low && value <= High ? value : throw Wrong(item);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private FormatException Wrong(string item) => new(
        $"has '{item}' for the {Name}; give {(Names is null ? "" : $"{Names[0]} to {Names[^1]}, or ")}{Low} to {High}, a list such as {Low},{Low + 2}, a range such as {Low}-{Low + 2}, a step such as {Low}/2, or *.");
}
