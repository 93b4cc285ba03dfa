using System.Text.Json;

namespace Platform.Cli.Api;

/// <summary>Several runs side by side; every list of values is in the runs' order.</summary>
public sealed record ComparisonItem(IReadOnlyList<TrialItem> Runs, IReadOnlyList<FieldRow> Differing, IReadOnlyList<SharedField> Same, IReadOnlyList<MetricRow> Metrics);

/// <summary>A field on which the runs differ.</summary>
public sealed record FieldRow(string Field, IReadOnlyList<JsonElement> Values);

/// <summary>A field that has the same value in all runs.</summary>
public sealed record SharedField(string Field, JsonElement Value);

/// <summary>A metric of each run, and the index of the best.</summary>
public sealed record MetricRow(string Name, IReadOnlyList<double?> Values, int? Best);
