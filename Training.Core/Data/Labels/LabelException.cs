namespace Training.Core.Data.Labels;

/// <summary>A correction that does not fit its data set; the message names row, value and remedy.</summary>
/// <param name="at">Its place among the corrections, from 0; null when none alone is to blame.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class LabelException(int? at, string message) : Exception(message)
{
    /// <summary>Its place among the corrections, from 0; null when none alone is to blame.</summary>
    public int? At { get; } = at;
}
