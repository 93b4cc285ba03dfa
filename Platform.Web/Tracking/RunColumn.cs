using System.Globalization;
using Platform.Core.Tracking;
using Platform.Web.Components;

namespace Platform.Web.Tracking;

/// <summary>
/// A column of a table of runs: a metric's latest value or another of its numbers, a parameter, a tag or an attribute. In addresses it is written as in filters,
/// <c>metrics.loss</c> or <c>min(metrics.loss)</c>.
/// </summary>
/// <param name="Part">Which number of a metric.</param>
/// <param name="Step">For <see cref="MetricPart.At"/>, which orders but is no column.</param>
public sealed record RunColumn(RunFieldKind Kind, string Key, MetricPart Part = MetricPart.Last, long Step = 0)
{
    private static readonly (RunFieldKind Kind, string Prefix)[] Prefixes =
        [(RunFieldKind.Metric, "metrics."), (RunFieldKind.Param, "params."), (RunFieldKind.Tag, "tags."), (RunFieldKind.Attribute, "attributes.")];

    private const string SourceTag = "mlflow.source.name";

    public static RunColumn Name { get; } = new(RunFieldKind.Attribute, RunAttribute.Name);

    public static RunColumn Status { get; } = new(RunFieldKind.Attribute, RunAttribute.Status);

    public static RunColumn Started { get; } = new(RunFieldKind.Attribute, RunAttribute.StartTime);

    public static RunColumn Duration { get; } = new(RunFieldKind.Attribute, RunAttribute.Duration);

    public static RunColumn User { get; } = new(RunFieldKind.Attribute, RunAttribute.User);

    public static RunColumn Source { get; } = new(RunFieldKind.Tag, SourceTag);

    /// <summary>The columns that every table has, in their order.</summary>
    public static IReadOnlyList<RunColumn> Always { get; } = [Name, Status, Started, Duration, User, Source];

    /// <summary>As addresses and filters have it.</summary>
    public string Text => Called(Prefixes.First(p => p.Kind == Kind).Prefix + Key);

    /// <summary>As a filter reads it, in backticks where its key needs them.</summary>
    public string FilterText => Called(Prefixes.First(p => p.Kind == Kind).Prefix
        + (Key.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '/' or ':' or '.') && !Key.StartsWith('.') && !Key.EndsWith('.') && !Key.Contains("..", StringComparison.Ordinal) ? Key : $"`{Key.Replace("`", "``", StringComparison.Ordinal)}`"));

    public RunField Field => new(Kind, Key, Part, Step);

    public bool IsNumber => Kind == RunFieldKind.Metric || this == Started || this == Duration;

    public string Title => this switch
    {
        _ when this == Name => "Run",
        _ when this == Status => "Status",
        _ when this == Started => "Started",
        _ when this == Duration => "Duration",
        _ when this == User => "User",
        _ when this == Source => "Source",
        { Part: MetricPart.At } => string.Create(CultureInfo.InvariantCulture, $"{Key} at {Step}"),
        { Part: not MetricPart.Last } => $"{MetricFunction.NameOf(Part)} {Key}",
        _ => Key,
    };

    /// <summary>The column of a field.</summary>
    public static RunColumn Of(RunField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new RunColumn(field.Kind, field.Key, field.Part, field.Step);
    }

    /// <summary>The column that a text names; null if it names none.</summary>
    public static RunColumn? Parse(string? text)
    {
        if (text is [.., ')'] && text.IndexOf('(', StringComparison.Ordinal) is > 0 and var open && MetricFunction.Find(text[..open]) is { } function)
            return Parse(function, text[(open + 1)..^1]);
        return Plain(text);
    }

    private static RunColumn? Plain(string? text)
    {
        foreach (var (kind, prefix) in Prefixes)
        {
            if (text?.StartsWith(prefix, StringComparison.Ordinal) == true && text.Length > prefix.Length)
                return new RunColumn(kind, text[prefix.Length..]);
        }
        return null;
    }

    private static RunColumn? Parse(MetricFunction function, string argument)
    {
        long step = 0;
        if (function.TakesStep)
        {
            var comma = argument.LastIndexOf(',');
            if (comma < 0 || !long.TryParse(argument.AsSpan(comma + 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out step))
                return null;
            argument = argument[..comma];
        }
        return Plain(argument) is { Kind: RunFieldKind.Metric } metric ? metric with { Part = function.Of(metric.Key), Step = step } : null;
    }

    private string Called(string metric) => Part switch
    {
        MetricPart.Last => metric,
        MetricPart.At => string.Create(CultureInfo.InvariantCulture, $"at({metric}, {Step})"),
        _ => $"{MetricFunction.NameOf(Part)}({metric})",
    };

    /// <summary>What a run has in the column, exactly; null for nothing.</summary>
    public string? Exact(RunWithMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Kind switch
        {
            RunFieldKind.Metric => Number(run) is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : null,
            RunFieldKind.Param => run.Run.Params.GetValueOrDefault(Key),
            RunFieldKind.Tag => run.Run.Tags.GetValueOrDefault(Key),
            _ => Key switch
            {
                RunAttribute.Name => run.Run.Name,
                RunAttribute.Status => run.Run.Status.ToString().ToUpperInvariant(),
                RunAttribute.StartTime => RunTime.At(run.Run.StartTime).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                RunAttribute.Duration => run.Run.EndTime is { } end ? ((double)((Int128)end - run.Run.StartTime) / 1000).ToString(CultureInfo.InvariantCulture) : null,
                RunAttribute.User => run.Run.User,
                RunAttribute.Id => run.Run.Id,
                _ => null,
            },
        };
    }

    /// <summary>What a run has in the column as people read it; empty for nothing.</summary>
    public string Shown(RunWithMetrics run) => this switch
    {
        { Kind: RunFieldKind.Metric } => Number(run) is { } value ? Show.Number(value) : "",
        { Kind: RunFieldKind.Param } => Short(Exact(run)),
        _ when this == Source => Exact(run) is { } path ? path[(path.LastIndexOfAny(['/', '\\']) + 1)..] : "",
        _ => Exact(run) ?? "",
    };

    /// <summary>A parameter's value as people read it: a fraction of many digits is rounded; everything else, whole numbers such as seeds too, stands as it was logged.</summary>
    public static string Short(string? value) =>
        value is { Length: > 9 } && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Show.Number(number) : value ?? "";

    private double? Number(RunWithMetrics run)
    {
        foreach (var metric in run.Metrics)
        {
            if (metric.Key == Key)
                return Part switch
                {
                    MetricPart.Min => metric.Min,
                    MetricPart.Max => metric.Max,
                    MetricPart.Count => metric.Count,
                    MetricPart.LastStep => metric.Last.Step,
                    _ => metric.Last.Value,
                };
        }
        return null;
    }
}
