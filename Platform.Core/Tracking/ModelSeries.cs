namespace Platform.Core.Tracking;

/// <summary>Points of one metric of one logged model on one data set, as columns of the same length.</summary>
/// <param name="ModelId">The logged model that was measured.</param>
/// <param name="DatasetName">What it was measured on; null if the program does not say.</param>
/// <param name="DatasetDigest">Of that data set; null exactly if there is no name.</param>
/// <param name="Steps">The points' steps.</param>
/// <param name="Times">The points' times in Unix milliseconds.</param>
/// <param name="Values">The points' values; NaN and the infinities are values.</param>
public sealed record ModelSeries(
    string ModelId, string Key, string? DatasetName, string? DatasetDigest, IReadOnlyList<long> Steps, IReadOnlyList<long> Times, IReadOnlyList<double> Values);
