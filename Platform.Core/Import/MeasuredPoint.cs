namespace Platform.Core.Import;

/// <summary>A point of a run that was measured of a logged model.</summary>
/// <param name="ModelId">The logged model.</param>
/// <param name="Point">Its time is not null.</param>
/// <param name="DatasetName">What it was measured on; empty if the program did not say.</param>
/// <param name="DatasetDigest">Of that data set; empty if there is none.</param>
public readonly record struct MeasuredPoint(string ModelId, SourcePoint Point, string DatasetName, string DatasetDigest);
