namespace Platform.Web.Palette;

/// <summary>Offers entries to the palette. Registering another one is all that a new kind of thing needs.</summary>
public interface IPaletteSource
{
    /// <summary>What fits, in any order; the palette ranks. Asked for after every letter, so it must be quick and bounded.</summary>
    Task<IReadOnlyList<PaletteEntry>> FindAsync(PaletteQuery query, CancellationToken stop);
}
