using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Web.Experiments.Board;

/// <summary>What a sweep's page shows of its trials; the page's address holds all of it, so that a link shows the same.</summary>
public sealed record BoardQuestion
{
    private const int MostBrushes = 100;
    private const int MostNames = 200;

    public IReadOnlyList<BoardBrush> Brushes { get; init; } = [];

    /// <summary>See <see cref="TrialFilter"/>.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Key of the column that orders the table.</summary>
    public string Sort { get; init; } = "trial";

    public bool Ascending { get; init; }

    /// <summary>Keys of the columns; null for the usual ones.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Keys of the columns that stay at the left.</summary>
    public IReadOnlyList<string> Fixed { get; init; } = ["trial"];

    /// <summary>Numbers of the trials that stay on top.</summary>
    public IReadOnlyList<int> Pinned { get; init; } = [];

    /// <summary>Key of the column by which trials are grouped; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The metric of the curves; null for the objective's.</summary>
    public string? Metric { get; init; }

    public bool Log { get; init; }

    /// <summary>What the curves run over: epoch, elapsed or clock.</summary>
    public string Axis { get; init; } = "epoch";

    /// <summary>Weight of the past in an exponential mean, 0 to 0.99.</summary>
    public double Smoothing { get; init; }

    /// <summary>Which band of a group is drawn instead of its curves: range, deciles or quartiles; null for the curves themselves.</summary>
    public string? Band { get; init; }

    /// <summary>The parameters of the map of two; null for a choice of the page's own.</summary>
    public string? Across { get; init; }

    public string? Up { get; init; }

    public bool Surface { get; init; }

    /// <summary>Reads the query of an address. What it does not understand it leaves at its default: an old or a mistyped link still opens.</summary>
    public static BoardQuestion Parse(string query)
    {
        var fields = QueryHelpers.ParseQuery(query);
        var sort = One("sort");
        return new BoardQuestion
        {
            Brushes = [.. fields.TryGetValue("brush", out var brushes) ? brushes.Take(MostBrushes).Select(Brush).OfType<BoardBrush>().DistinctBy(b => b.Axis, StringComparer.Ordinal) : []],
            Filter = One("q") is { Length: <= TrialFilter.Longest } filter ? filter : "",
            Sort = sort?.TrimStart('-') is { Length: > 0 } key ? key : "trial",
            Ascending = sort is not null && !sort.StartsWith('-'),
            Columns = One("cols") is { Length: > 0 } columns ? Names(columns) : null,
            Fixed = One("fix") is { } held ? Names(held) : ["trial"],
            Pinned = [.. Names(One("pin") ?? "").Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(n => n > 0).Distinct()],
            Group = One("group"),
            Metric = One("metric"),
            Log = One("log") is "1",
            Axis = One("x") is "elapsed" or "clock" ? One("x")! : "epoch",
            Smoothing = double.TryParse(One("smooth"), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= 0.99 ? weight : 0,
            Band = One("band") is "range" or "deciles" or "quartiles" ? One("band") : null,
            Across = One("across"),
            Up = One("up"),
            Surface = One("surface") is "1",
        };

        string? One(string name) => fields.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;
    }

    /// <summary>The fields of the address; null for those at their default, which are left out.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["brush"] = Brushes.Count == 0 ? null : Brushes.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Axis}~{b.Low}~{b.High}")).ToArray(),
        ["q"] = Filter.Length == 0 ? null : Filter,
        ["sort"] = this is { Sort: "trial", Ascending: false } ? null : Ascending ? Sort : "-" + Sort,
        ["cols"] = Columns is null ? null : string.Join(',', Columns),
        ["fix"] = Fixed is ["trial"] ? null : string.Join(',', Fixed),
        ["pin"] = Pinned.Count == 0 ? null : string.Join(',', Pinned),
        ["group"] = Group,
        ["metric"] = Metric,
        ["log"] = Log ? "1" : null,
        ["x"] = Axis == "epoch" ? null : Axis,
        ["smooth"] = Smoothing == 0 ? null : Smoothing.ToString(CultureInfo.InvariantCulture),
        ["band"] = Band,
        ["across"] = Across,
        ["up"] = Up,
        ["surface"] = Surface ? "1" : null,
    };

    private static BoardBrush? Brush(string? text) => text?.Split('~') is [.. var name, var low, var high] && name.Length > 0
        && double.TryParse(low, NumberStyles.Float, CultureInfo.InvariantCulture, out var from) && double.TryParse(high, NumberStyles.Float, CultureInfo.InvariantCulture, out var to) && from <= to
        ? new BoardBrush(string.Join('~', name), from, to)
        : null;

    private static IReadOnlyList<string> Names(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Take(MostNames).Distinct(StringComparer.Ordinal)];
}
