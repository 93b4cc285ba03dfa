namespace Training.Core.Data;

/// <summary>
/// What one sample is when a model sees it, after the data's preparation: an <see cref="ImageShape"/>, a <see cref="TableShape"/>, a
/// <see cref="TextShape"/> or a <see cref="SeriesShape"/>. Closed.
/// </summary>
public abstract record SampleShape
{
    private protected SampleShape()
    {
    }

    /// <summary>What people call such data: images, a table, text or a series.</summary>
    public abstract string Kind { get; }

    /// <summary>Values in one sample.</summary>
    internal abstract long Values { get; }
}
