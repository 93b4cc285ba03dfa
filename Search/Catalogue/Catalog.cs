using System.Globalization;

namespace Search;

/// <summary>Named factories with checked options; the shared half of <see cref="Samplers"/> and <see cref="Pruners"/>.</summary>
internal sealed class Catalog<T>(string path, IReadOnlyList<(CatalogEntry Entry, Func<CatalogOptions, T> Make)> items)
{
    public IReadOnlyList<CatalogEntry> Entries { get; } = [.. items.Select(item => item.Entry)];

    public T Create(string name, IReadOnlyDictionary<string, object>? options)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var (entry, make) in items)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
                return make(Read(entry, options ?? new Dictionary<string, object>(StringComparer.Ordinal)));
        }

        throw new SpaceException(path, $"'{name}' is not a {path}{Nearest.Suggest(name, Entries.Select(entry => entry.Name))}.");
    }

    private CatalogOptions Read(CatalogEntry entry, IReadOnlyDictionary<string, object> options)
    {
        var unknown = options.Keys.Where(key => entry.Options.All(option => !string.Equals(option.Name, key, StringComparison.Ordinal)));
        foreach (var key in unknown.Order(StringComparer.Ordinal))
            throw new SpaceException($"{path}.{key}", $"is not an option of '{entry.Name}'{Nearest.Suggest(key, entry.Options.Select(option => option.Name))}.");
        return new CatalogOptions(entry.Options.ToDictionary(
            option => option.Name,
            option => options.TryGetValue(option.Name, out var value) ? Check(option, value) : option.Default,
            StringComparer.Ordinal));
    }

    private object Check(CatalogOption option, object value)
    {
        var place = $"{path}.{option.Name}";
        object scalar;
        try
        {
            scalar = Scalar.Normalize(value, option.Name);
        }
        catch (ArgumentException error)
        {
            throw new SpaceException(place, error.Message);
        }

        return Convert(option, scalar) ?? throw new SpaceException(place, string.Create(CultureInfo.InvariantCulture,
            $"is {Scalar.Show(scalar)}; give {Domain(option)} (default {Scalar.Show(option.Default)})."));
    }

    /// <summary>The value in the option's own type; null when it is not allowed.</summary>
    private static object? Convert(CatalogOption option, object scalar) => option.Default switch
    {
        long => Whole(scalar) is { } whole && whole >= option.Low && whole <= option.High ? whole : null,
        double => Number(scalar) is { } number && number >= option.Low && number <= option.High ? number : null,
        bool => scalar as bool?,
        _ => scalar is string text && option.Choices.Contains(text, StringComparer.Ordinal) ? text : null,
    };

    private static long? Whole(object scalar) => scalar switch
    {
        long l => l,
        double d when Math.Floor(d) == d && Math.Abs(d) < SpaceRules.LargestInteger => (long)d,
        _ => null,
    };

    private static double? Number(object scalar) => scalar switch
    {
        long l => l,
        double d => d,
        _ => null,
    };

    private static string Domain(CatalogOption option) => option.Default switch
    {
        long => string.Create(CultureInfo.InvariantCulture, $"a whole number from {option.Low} to {option.High}"),
        double => string.Create(CultureInfo.InvariantCulture, $"a number from {option.Low} to {option.High}"),
        bool => "true or false",
        _ => $"one of {string.Join(", ", option.Choices)}",
    };
}
