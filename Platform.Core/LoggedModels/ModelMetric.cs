namespace Platform.Core.LoggedModels;

/// <summary>A value of a metric that a run measured of a logged model.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="RunId">The run that measured it.</param>
/// <param name="DatasetName">What it was measured on; empty if the program did not say.</param>
/// <param name="DatasetDigest">Of that data set; empty if there is none.</param>
public sealed record ModelMetric(string ModelId, string Key, double Value, long Step, long Time, string RunId, string DatasetName, string DatasetDigest);
