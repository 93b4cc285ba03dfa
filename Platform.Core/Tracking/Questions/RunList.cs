namespace Platform.Core.Tracking.Questions;

/// <summary>Answers questions from runs that are at hand, by the rules of those that are held as columns. Values at a step and logged models are not known of them.</summary>
internal static class RunList
{
    /// <summary>The first runs of a question after a place.</summary>
    public static List<RunPlace> First(IReadOnlyList<RunWithMetrics> runs, RunQuery query, RunPlace? after, int max)
    {
        var columns = new RunColumns();
        foreach (var field in QuestionFields.Of(query).Where(f => f is { Kind: RunFieldKind.Metric, Part: not (MetricPart.Last or MetricPart.At) }).Distinct())
            columns.Keep(field);
        foreach (var (run, metrics) in runs)
            columns.Set(run, metrics);
        var marks = new bool[columns.Count];
        columns.Mark(marks, query.View);
        if (query.Filter is { } filter)
            FilterMarks.And(marks, FilterMarks.Of(columns, filter));
        return new RunRanking(columns, query.Order).First(marks, after, max);
    }
}
