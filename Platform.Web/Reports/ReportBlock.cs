using Platform.Web.Charts;

namespace Platform.Web.Reports;

/// <summary>What a block of a report draws: a chart of curves, a table of runs, or a model's figures.</summary>
/// <param name="Kind"><c>chart</c>, <c>runs</c> or <c>model</c>.</param>
public sealed record ReportBlock(string Kind)
{
    /// <summary>Runs that a block shows at most.</summary>
    public const int MostRuns = 50;

    /// <summary>Runs that it shows if it does not say how many.</summary>
    public const int UsualRuns = 20;

    /// <summary>The sweep whose best trials are shown; null for other sources.</summary>
    public string? Sweep { get; init; }

    /// <summary>Runs of any kind.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The experiment whose runs a question is asked of; null for other sources.</summary>
    public string? Experiment { get; init; }

    /// <summary>The question's condition, as in the table of an experiment.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The question's order; null for the latest first.</summary>
    public string? Order { get; init; }

    /// <summary>Of a chart; null for the sweep's objective, or the first curve that there is.</summary>
    public string? Metric { get; init; }

    public SeriesAxis Axis { get; init; }

    public bool Log { get; init; }

    /// <summary>0 (none) to below 1.</summary>
    public double Smoothing { get; init; }

    /// <summary>Null for a name of its own.</summary>
    public string? Title { get; init; }

    /// <summary>Metrics and parameters of a table; none for the usual ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The registered model; null for other kinds.</summary>
    public string? Model { get; init; }

    /// <summary>The number of the event as of which everything is shown; null for the present, live.</summary>
    public long? Frozen { get; init; }

    /// <summary>Runs at most, 1 to <see cref="MostRuns"/>.</summary>
    public int Limit { get; init; } = UsualRuns;

    /// <summary>Of a chart, in pixels.</summary>
    public int Height { get; init; } = 300;
}
