using Microsoft.AspNetCore.WebUtilities;
using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>What a table of runs shows; its address holds all of it.</summary>
/// <param name="Filter">As typed.</param>
/// <param name="Status">Only runs of this status; null for all.</param>
/// <param name="Columns">Beside those that every table has; null for a choice of the experiment's own.</param>
/// <param name="Deleted">The runs in the bin instead of the others.</param>
/// <param name="Group">The field by which runs are grouped; null for none.</param>
/// <param name="Measure">The metric that groups are compared by; null for the first.</param>
public sealed record RunTableQuestion(
    string ExperimentId, string Filter, RunStatus? Status, RunSort Sort, IReadOnlyList<RunColumn>? Columns, bool Deleted, RunColumn? Group = null, string? Measure = null)
{
    /// <summary>Most columns that an address may ask for.</summary>
    public const int MostColumns = 100;

    /// <summary>The saved view that it began with; null for none.</summary>
    public string? Saved { get; init; }

    /// <summary>Whether it asks just what that view does; the address then names the view only.</summary>
    public bool IsAsSaved { get; init; }

    /// <summary>The question of a saved view.</summary>
    public static RunTableQuestion Of(string experimentId, SavedView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var asked = view.Question;
        string[]? columns = asked.Columns is null ? null : asked.Columns.Count == 0 ? ["none"] : [.. asked.Columns];
        return Parse(experimentId, asked.Filter, asked.Status, asked.Order, columns, null, asked.Group, asked.Measure) with { Saved = view.Id, IsAsSaved = true };
    }

    /// <summary>The question as it is saved.</summary>
    public SavedQuestion ToSaved() => new(
        Filter.Trim(), Status?.ToString().ToLowerInvariant(), Sort == RunSort.Default ? null : Sort.Text, Columns?.Select(c => c.Text).ToList(), Group?.Text, Measure);

    /// <summary>Reads what an address says; what it does not say, or wrongly, has its usual value.</summary>
    public static RunTableQuestion Parse(
        string experimentId, string? filter, string? status, string? order, string[]? columns, string? view, string? group = null, string? measure = null) => new(
        experimentId, filter ?? "", Enum.TryParse<RunStatus>(status, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null, RunSort.Parse(order),
        columns is { Length: > 0 } ? [.. columns.Select(RunColumn.Parse).OfType<RunColumn>().Where(c => c.Part != MetricPart.At).Distinct().Take(MostColumns)] : null, view == "deleted", RunColumn.Parse(group), measure);

    /// <summary>The question for the store; the filter's problem instead if it has one.</summary>
    /// <param name="now">What <c>now</c> stands for in the filter.</param>
    public (RunQuery? Query, FilterProblem? Problem) ToQuery(int max, DateTimeOffset now, string? pageToken = null)
    {
        var (filter, problem) = RunFilterText.Parse(Filter, now);
        if (problem is not null)
            return (null, problem);
        var all = new List<RunFilter>();
        if (filter is not null)
            all.Add(filter);
        if (Status is { } status)
            all.Add(new TextIs(new RunField(RunFieldKind.Attribute, RunAttribute.Status), RunComparison.Equal, status.ToString().ToUpperInvariant()));
        return (new RunQuery([ExperimentId])
        {
            Filter = all.Count == 0 ? null : new AllOf(all), Order = Sort.Order, View = Deleted ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, MaxResults = max, PageToken = pageToken,
        }, null);
    }

    /// <summary>The page's address, relative to the platform's.</summary>
    public string ToAddress()
    {
        var page = $"runs/experiments/{Uri.EscapeDataString(ExperimentId)}";
        if (Saved is null)
            return QueryHelpers.AddQueryString(page, Parameters());
        // Beside a view's name a filter, though it be empty, says that the view is not asked for as it is.
        IEnumerable<KeyValuePair<string, string?>> changed = IsAsSaved ? [] : Filter.Length == 0 ? [new("filter", ""), .. Parameters()] : Parameters();
        return QueryHelpers.AddQueryString(page, changed.Prepend(new("saved", Saved)));
    }

    /// <summary>The address of the same table as CSV for a spreadsheet, which takes no cell for a formula.</summary>
    public string ToCsvAddress() => QueryHelpers.AddQueryString(ToFileAddress("runs.csv"), "spreadsheet", "1");

    /// <summary>The address of a file of what the table finds: <c>runs.csv</c>, <c>runs.parquet</c> or <c>points.parquet</c>.</summary>
    public string ToFileAddress(string file) => QueryHelpers.AddQueryString($"api/v1/tracking/experiments/{Uri.EscapeDataString(ExperimentId)}/{file}", Parameters());

    private IEnumerable<KeyValuePair<string, string?>> Parameters()
    {
        if (Filter.Length > 0)
            yield return new("filter", Filter);
        if (Status is { } status)
            yield return new("status", status.ToString().ToLowerInvariant());
        if (Sort != RunSort.Default)
            yield return new("order", Sort.Text);
        foreach (var column in Columns ?? [])
            yield return new("column", column.Text);
        if (Columns is { Count: 0 })
            yield return new("column", "none");
        if (Deleted)
            yield return new("view", "deleted");
        if (Group is not null)
            yield return new("group", Group.Text);
        if (Measure is not null)
            yield return new("measure", Measure);
    }
}
