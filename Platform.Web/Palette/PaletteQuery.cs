namespace Platform.Web.Palette;

/// <summary>What somebody looks for, and from where.</summary>
/// <param name="Text">As typed; empty when the palette has just been opened.</param>
/// <param name="Path">The page that they are on, below the platform's address.</param>
public sealed record PaletteQuery(string Text, string Path);
