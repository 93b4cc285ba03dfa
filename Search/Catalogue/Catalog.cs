using System.Globalization;

namespace Search;

/// <summary>Named factories with checked whole-number options; the shared half of <see cref="Samplers"/> and <see cref="Pruners"/>.</summary>
internal sealed class Catalog<T>(string path, IReadOnlyList<(CatalogEntry Entry, Func<IReadOnlyDictionary<string, long>, T> Make)> items)
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

    private Dictionary<string, long> Read(CatalogEntry entry, IReadOnlyDictionary<string, object> options)
    {
        var unknown = options.Keys.Where(key => entry.Options.All(option => !string.Equals(option.Name, key, StringComparison.Ordinal)));
        foreach (var key in unknown.Order(StringComparer.Ordinal))
            throw new SpaceException($"{path}.{key}", $"is not an option of '{entry.Name}'{Nearest.Suggest(key, entry.Options.Select(option => option.Name))}.");
        return entry.Options.ToDictionary(
            option => option.Name,
            option => options.TryGetValue(option.Name, out var value) ? Check(option, value) : option.Default,
            StringComparer.Ordinal);
    }

    private long Check(CatalogOption option, object value)
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

        var whole = scalar switch
        {
            long l => l,
            double d when Math.Floor(d) == d && Math.Abs(d) < SpaceRules.LargestInteger => (long)d,
            _ => (long?)null,
        };
        return whole is { } number && number >= option.Low && number <= option.High
            ? number
            : throw new SpaceException(place, string.Create(CultureInfo.InvariantCulture,
                $"is {Scalar.Show(scalar)}; give a whole number from {option.Low} to {option.High} (default {option.Default})."));
    }
}
