using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Reports;

/// <summary>Texts that a new report begins with. Pure.</summary>
public static class ReportTemplate
{
    /// <summary>A report on nothing yet: the forms of blocks, as text.</summary>
    public const string Empty =
        """
        What was the question, and what is the answer?

        ## Curves

        A block between three backticks draws something: a chart of a sweep's best trials (`sweep: ID`), of some runs
        (`runs: [ID, ID]`) or of a question to an experiment (`experiment: ID` with `filter`); with `frozen: EVENT` as it was then.

            ```chart
            sweep: k3f9x2ab
            metric: validation_accuracy
            ```

        ## Conclusion

        """;

    /// <summary>A report on a sweep.</summary>
    /// <param name="last">The number of the journal's last event: a chart as of it never changes.</param>
    public static (string Title, string Text) On(ExperimentView sweep, long last)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var spec = sweep.Spec;
        var best = sweep.BestTrialId is { } id ? string.Create(CultureInfo.InvariantCulture, $"The best is [{id}](/trials/{id}) with {spec.Objective.Metric} {sweep.BestValue:0.####}.") : "None has a result yet.";
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            The sweep [{Plain(spec.Name)}](/sweeps/{sweep.Id}) tries {spec.Trials} settings on {Plain(spec.Data)} and judges them by {spec.Objective.Metric}. {best}

            ## What was asked

            Why was the sweep run, and what should it decide?

            ## Curves of the best trials

            ```chart
            sweep: {sweep.Id}
            metric: {spec.Objective.Metric}
            title: The best trials, live
            ```

            The same as it was when this report was begun; it does not change any more:

            ```chart
            sweep: {sweep.Id}
            metric: {spec.Objective.Metric}
            title: The best trials at event {last}
            frozen: {last}
            ```

            ## The best trials in numbers

            The best first.

            ```runs
            sweep: {sweep.Id}
            limit: 5
            ```

            ## Conclusion

            What follows from it?

            """);
        return ($"Report on {(spec.Name.Length <= 180 ? spec.Name : spec.Name[..180])}", text);
    }

    // A name in Markdown is text.
    private static string Plain(string name) => string.Concat(name.Select(c => "\\`*_[]<>#|".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : char.IsControl(c) ? " " : c.ToString()));
}
