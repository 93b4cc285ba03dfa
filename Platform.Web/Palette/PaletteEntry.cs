namespace Platform.Web.Palette;

/// <summary>Something that the palette offers: a page to go to, or something to do.</summary>
/// <param name="Kind">The heading that it stands under, such as Sweeps.</param>
/// <param name="Title">What it is called and what is looked for.</param>
/// <param name="Icon">One of the platform's icons.</param>
public sealed record PaletteEntry(string Kind, string Title, string Icon)
{
    /// <summary>Where it leads, below the platform's address; null for something to do.</summary>
    public string? Address { get; init; }

    /// <summary>What it does; null for a page to go to.</summary>
    public Func<Task>? Run { get; init; }

    /// <summary>A few more words, such as where it stands.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The keys that do the same without the palette, apart by spaces.</summary>
    public string Keys { get; init; } = "";

    /// <summary>Other words under which it is found.</summary>
    public string Words { get; init; } = "";
}
