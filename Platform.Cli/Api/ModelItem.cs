namespace Platform.Cli.Api;

/// <summary>A registered model as the REST API answers it.</summary>
public sealed record ModelItem(string Name, IReadOnlyList<ModelVersionItem> Versions, IReadOnlyDictionary<string, int> Aliases);

/// <summary>A version of a registered model.</summary>
public sealed record ModelVersionItem(int Version, string TrialId, int Epoch, string DataName, IReadOnlyDictionary<string, double> TestMetrics, string By, string Why, DateTimeOffset At);
