using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;

namespace Platform.Web.Tracking;

/// <summary>A function of a metric in questions and columns, <c>min(metrics.loss)</c>.</summary>
/// <param name="Part">What it gives; null for the better of the smallest and the greatest value, guessed from the metric's name.</param>
internal sealed record MetricFunction(string Name, MetricPart? Part)
{
    private static readonly MetricFunction[] All =
    [
        new("last", MetricPart.Last), new("min", MetricPart.Min), new("max", MetricPart.Max), new("best", null), new("count", MetricPart.Count), new("step", MetricPart.LastStep),
        new("at", MetricPart.At),
    ];

    public bool TakesStep => Part == MetricPart.At;

    /// <summary>A call of it, for messages.</summary>
    public string Example => TakesStep ? "at(metrics.loss, 1000)" : $"{Name}(metrics.loss)";

    /// <summary>The part of a metric that it gives.</summary>
    public MetricPart Of(string metric) => Part ?? (MetricDirections.IsLowerBetter(metric) ? MetricPart.Min : MetricPart.Max);

    /// <summary>The function that a name stands for; null for none.</summary>
    public static MetricFunction? Find(FilterToken token) => token is { Kind: FilterTokenKind.Name, Entity: null } ? Find(token.Text) : null;

    public static MetricFunction? Find(string name) => Array.Find(All, f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The function's name for a part.</summary>
    public static string NameOf(MetricPart part) => Array.Find(All, f => f.Part == part)!.Name;
}
