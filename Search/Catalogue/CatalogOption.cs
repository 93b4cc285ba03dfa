namespace Search;

/// <summary>One option of a sampler or pruner.</summary>
/// <param name="Name">The key in the options.</param>
/// <param name="Default">Its value when not given: long, double, bool or string; its type is the option's.</param>
/// <param name="Help">What it does, one sentence.</param>
public sealed record CatalogOption(string Name, object Default, string Help)
{
    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public CatalogOption(string name, long fallback, long low, long high, string help) : this(name, fallback, help) => (Low, High) = (low, high);

    /// <summary>A real number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public CatalogOption(string name, double fallback, double low, double high, string help) : this(name, fallback, help) => (Low, High) = (low, high);

    /// <summary>One of the texts in <paramref name="choices"/>.</summary>
    public CatalogOption(string name, string fallback, IReadOnlyList<string> choices, string help) : this(name, fallback, help) => Choices = choices;

    /// <summary>Smallest number allowed; null if the option is no number.</summary>
    public double? Low { get; }

    /// <summary>Largest number allowed; null if the option is no number.</summary>
    public double? High { get; }

    /// <summary>The texts allowed; empty if the option is no text.</summary>
    public IReadOnlyList<string> Choices { get; } = [];
}
