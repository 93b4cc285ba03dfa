namespace Platform.Cli.Api;

/// <summary>A registered model as the REST API answers it.</summary>
public sealed record ModelItem(string Name, IReadOnlyList<ModelVersionItem> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMoveItem> History);

/// <summary>A version of a registered model.</summary>
public sealed record ModelVersionItem(int Version, string TrialId, int Epoch, string DataName, IReadOnlyDictionary<string, double> TestMetrics, string By, string Why, DateTimeOffset At);

/// <summary>An alias that was moved; null stands for no version.</summary>
public sealed record AliasMoveItem(string Alias, int? Version, int? PreviousVersion, string By, string Why, DateTimeOffset At);
