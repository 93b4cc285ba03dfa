using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Components;
using Search;

namespace Platform.Web.Experiments;

/// <summary>A sweep's runs: sorted by any column, filtered by any text, chosen for comparison.</summary>
public sealed partial class TrialsTable
{
    /// <summary>The compare page takes this many runs.</summary>
    public const int MostCompared = 50;

    private IReadOnlyList<Column> _columns = [];
    private Column? _sort;
    private bool _descending = true;
    private string? _text;

    [Parameter, EditorRequired] public IReadOnlyList<TrialView> Trials { get; set; } = [];

    [Parameter, EditorRequired] public SearchSpace Space { get; set; } = null!;

    [Parameter, EditorRequired] public Objective Objective { get; set; } = null!;

    [Parameter] public string? BestId { get; set; }

    [Parameter] public int MaxEpochs { get; set; }

    [Parameter] public IReadOnlySet<string> Picked { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    [Parameter] public EventCallback<IReadOnlySet<string>> PickedChanged { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Hint => Picked.Count switch
    {
        0 => "Tick two or more trials to compare them.",
        1 => "Tick one more trial to compare.",
        > MostCompared => $"At most {MostCompared} trials can be compared; untick {Picked.Count - MostCompared}.",
        _ => $"{Picked.Count} trials chosen; they are drawn bold in the curves above.",
    };

    private List<TrialView> Shown
    {
        get
        {
            var rows = Trials.Where(Matches);
            return _sort is null ? [.. rows] : [.. _descending ? rows.OrderByDescending(_sort.Key, Comparer) : rows.OrderBy(_sort.Key, Comparer)];
        }
    }

    // Nothing sorts below everything; numbers before texts, so that columns of mixed kinds keep an order.
    private static Comparer<object?> Comparer { get; } = Comparer<object?>.Create((a, b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (double x, double y) => x.CompareTo(y),
        (double, _) => -1,
        (_, double) => 1,
        _ => string.CompareOrdinal(a.ToString(), b.ToString()),
    });

    protected override void OnInitialized()
    {
        _columns =
        [
            new("Trial", t => (double)t.Number, Number),
            new("Status", t => t.Status.ToString(), Status),
            new("Best", t => t.BestValue, t => Text(Show.Metric(Objective.Metric, t.BestValue)), Right: true),
            new("Last", t => Last(t), t => Text(Show.Metric(Objective.Metric, Last(t))), Right: true),
            new("Epoch", t => (double)t.LastEpoch, Epochs, Right: true),
            .. Space.Parameters.Select(p => new Column(p.Name, t => Key(t, p.Name), t => Text(Show.Parameter(t.Parameters.GetValueOrDefault(p.Name))), Right: p is not CategoricalParameter)),
            new("Lane, silo", t => t.Silo, t => Text(t.Silo is null ? "–" : $"{t.Lane} · {t.Silo}")),
            new("Trained", t => t.TrainedSeconds, t => Text(Show.Duration(TimeSpan.FromSeconds(t.TrainedSeconds))), Right: true),
        ];
        _sort = _columns[0];
    }

    private static RenderFragment Text(string text) => builder => builder.AddContent(0, text);

    private static object? Key(TrialView trial, string parameter) => trial.Parameters.GetValueOrDefault(parameter) switch
    {
        long whole => (double)whole,
        var other => other,
    };

    private double? Last(TrialView trial) => trial.Curve(Objective.Metric) is { Count: > 0 } curve ? curve[^1] : null;

    private string? Sorted(Column column) => column != _sort ? null : _descending ? "descending" : "ascending";

    private void SortBy(Column column) => (_descending, _sort) = (_sort != column || !_descending, column);

    private bool Matches(TrialView trial) => string.IsNullOrWhiteSpace(_text)
        || new[] { trial.Id, Show.Status(trial.Status), trial.Silo ?? "" }.Concat(trial.Parameters.Values.Select(Show.Parameter))
            .Any(s => s.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase));

    private Task Pick(TrialView trial, bool chosen)
    {
        var picked = Picked.ToHashSet(StringComparer.Ordinal);
        if (chosen)
            picked.Add(trial.Id);
        else
            picked.Remove(trial.Id);
        return PickedChanged.InvokeAsync(picked);
    }

    private void Compare() => Navigation.NavigateTo($"compare?ids={string.Join(',', Trials.Where(t => Picked.Contains(t.Id)).Select(t => t.Id))}");

    private sealed record Column(string Title, Func<TrialView, object?> Key, Func<TrialView, RenderFragment> Cell, bool Right = false);
}
