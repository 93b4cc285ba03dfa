namespace Training.Core;

/// <summary>The windows that are cut from a series.</summary>
/// <param name="Length">Steps that the model sees.</param>
/// <param name="Horizon">Steps that it forecasts.</param>
public sealed record SeriesSpec(int Length, int Horizon)
{
    /// <summary>The window of most published comparisons: 96 steps in, 96 out.</summary>
    public static SeriesSpec Default { get; } = new(96, 96);

    internal void Write(IDictionary<string, object> fields)
    {
        fields["series.length"] = (long)Length;
        fields["series.horizon"] = (long)Horizon;
    }

    internal static SeriesSpec Read(FieldValues values) => new(values.Int("series.length"), values.Int("series.horizon"));
}
