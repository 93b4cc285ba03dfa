namespace Platform.Web.Charts;

/// <summary>One line of a <see cref="LossChart"/>.</summary>
/// <param name="Id">Unique in its chart; stays the same while the line grows.</param>
/// <param name="Name">What the pointer reads out.</param>
/// <param name="Values">One value an epoch, epoch 1 first; values once given do not change, only more come.</param>
/// <param name="Tone">best (bold, accent), picked (strong), normal, or muted.</param>
/// <param name="Colour">Index into the palette, for picked and normal lines.</param>
/// <param name="Href">Where a click leads; null for nowhere.</param>
/// <param name="Dashed">A line of another kind than the rest, such as a reproduction.</param>
public sealed record CurveLine(string Id, string Name, IReadOnlyList<double> Values, string Tone = "normal", int Colour = 0, string? Href = null, bool Dashed = false);
