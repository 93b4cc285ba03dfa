using System.Globalization;
using Platform.Web.Charts;

namespace Platform.Web.Compare;

/// <summary>How a comparison is looked at, as its address holds it. Pure.</summary>
/// <param name="Metric">The metric of curves and repeats; null for the usual one.</param>
/// <param name="Smoothing">0 (none) to below 1.</param>
/// <param name="Hidden">Places in the address of runs whose curves are not drawn.</param>
/// <param name="All">Show also what is the same in all runs.</param>
/// <param name="Turned">Metrics that are better the other way than their names say.</param>
public sealed record CompareState(string? Metric, SeriesAxis Axis, bool Log, double Smoothing, IReadOnlySet<int> Hidden, bool All, IReadOnlySet<string> Turned)
{
    // An address that somebody made up must not cost more than a page.
    private const int MostTurned = 200;

    /// <summary>The state that an address holds; what cannot be read is as usual.</summary>
    public static CompareState Parse(string? metric, string? axis, string? log, string? smooth, string? hidden, string? all, IEnumerable<string?>? turned = null) => new(
        string.IsNullOrEmpty(metric) ? null : metric,
        Enum.TryParse<SeriesAxis>(axis, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : SeriesAxis.Step,
        log == "1",
        double.TryParse(smooth, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and < 1 ? weight : 0,
        (hidden ?? "").Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1).Where(place => place >= 0).ToHashSet(),
        all == "1",
        (turned ?? []).OfType<string>().Where(name => name.Length > 0).Take(MostTurned).ToHashSet(StringComparer.Ordinal));

    /// <summary>The parts of the address; null where a part is as usual and is left out.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["metric"] = Metric,
        ["axis"] = Axis == SeriesAxis.Step ? null : Axis.ToString().ToLowerInvariant(),
        ["log"] = Log ? "1" : null,
        ["smooth"] = Smoothing > 0 ? Smoothing.ToString("0.##", CultureInfo.InvariantCulture) : null,
        ["hidden"] = Hidden.Count == 0 ? null : string.Join(',', Hidden.Order()),
        ["all"] = All ? "1" : null,
        ["turned"] = Turned.Count == 0 ? null : Turned.Order(StringComparer.Ordinal).ToArray(),
    };

    /// <summary>The same with a metric that is better the other way, or again as its name says.</summary>
    public CompareState Turn(string metric) => this with { Turned = (Turned.Contains(metric) ? Turned.Where(name => name != metric) : Turned.Append(metric)).ToHashSet(StringComparer.Ordinal) };

    /// <summary>The same with a curve shown or hidden.</summary>
    public CompareState Toggle(int run) => this with { Hidden = Hidden.Contains(run) ? Hidden.Where(place => place != run).ToHashSet() : Hidden.Append(run).ToHashSet() };
}
