namespace Platform.Web.Charts;

/// <summary>One line of a <see cref="SeriesChart"/>. A line that has changed is another instance.</summary>
/// <param name="Id">Unique in its chart.</param>
/// <param name="Name">What the pointer reads out.</param>
/// <param name="X">Ascending; steps, or milliseconds.</param>
/// <param name="Y">As many; null where the value is no finite number.</param>
/// <param name="Low">The smallest value that each point stands for; null where points stand for themselves.</param>
/// <param name="High">The greatest value that each point stands for.</param>
/// <param name="Colour">Index into the palette; beyond its end lines are dashed.</param>
public sealed record SeriesLine(string Id, string Name, IReadOnlyList<double> X, IReadOnlyList<double?> Y, IReadOnlyList<double?>? Low = null, IReadOnlyList<double?>? High = null, int Colour = 0)
{
    /// <summary>The same line under a name and in a colour: this instance where it has them already.</summary>
    public SeriesLine As(string name, int colour) => Name == name && Colour == colour ? this : this with { Name = name, Colour = colour };
}
