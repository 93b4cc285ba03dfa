using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Radzen;

namespace Platform.Web.Experiments.Board;

/// <summary>The head of the trials' table: filter, columns, order, groups and the way to the comparison.</summary>
public sealed partial class TrialsCard
{
    /// <summary>The compare page takes this many runs.</summary>
    public const int MostCompared = Platform.Web.Compare.ComparedRuns.Most;

    private static readonly (string Op, string Words)[] Comparisons = [(">", "above"), (">=", "at least"), ("<", "below"), ("<=", "at most"), ("=", "is"), ("!=", "is not"), (":", "contains")];

    private string _column = "best";
    private string _op = ">";
    private string? _value;

    [Parameter, EditorRequired] public BoardQuestion Question { get; set; } = null!;

    /// <summary>Another question, for the address too.</summary>
    [Parameter] public EventCallback<BoardQuestion> Asked { get; set; }

    /// <summary>A question that is still being typed.</summary>
    [Parameter] public EventCallback<BoardQuestion> Typed { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<TrialView> Trials { get; set; } = [];

    /// <summary>All columns that there are.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<TrialColumn> Columns { get; set; } = [];

    /// <summary>Those of the table, in their order.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<TrialColumn> Shown { get; set; } = [];

    /// <summary>What is wrong with the filter; null if nothing is.</summary>
    [Parameter] public string? Problem { get; set; }

    /// <summary>Numbers of the chosen trials.</summary>
    [Parameter] public IReadOnlyList<int> Picked { get; set; } = [];

    [Parameter, EditorRequired] public Objective Objective { get; set; } = null!;

    /// <summary>One a group; none if trials are not grouped.</summary>
    [Parameter] public IReadOnlyList<TrialGroup> Sums { get; set; } = [];

    /// <summary>No trial is to be chosen any more.</summary>
    [Parameter] public EventCallback Cleared { get; set; }

    /// <summary>Only the trials of this group are to be shown.</summary>
    [Parameter] public EventCallback<TrialGroup> Narrowed { get; set; }

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    private string Hint => Picked.Count switch
    {
        0 => "Tick two or more trials to compare them; the pin keeps a trial on top.",
        1 => "Tick one more trial to compare.",
        > MostCompared => $"At most {MostCompared} trials can be compared; untick {Picked.Count - MostCompared}.",
        _ => $"{Picked.Count} trials chosen; they are drawn bold in the charts, each in its colour.",
    };

    private string? Sorted(TrialColumn column) => column.Key != Question.Sort ? null : Question.Ascending ? "ascending" : "descending";

    private Task SortBy(TrialColumn column) => Asked.InvokeAsync(Question with { Sort = column.Key, Ascending = column.Key == Question.Sort && !Question.Ascending });

    // Bound, so that the browser's own text counts as drawn and is not written over with what it was some letters ago.
    private Task TypeAsync(string? text) => Typed.InvokeAsync(Question with { Filter = text ?? "" });

    private async Task AddAsync()
    {
        if (string.IsNullOrWhiteSpace(_value))
            return;
        var filter = TrialFilter.With(Question.Filter, _column, _op, TrialFilter.Values(_value));
        _value = null;
        await Asked.InvokeAsync(Question with { Filter = filter });
    }

    private async Task ChooseColumnsAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(TrialColumnsDialog.Columns)] = Columns, [nameof(TrialColumnsDialog.Chosen)] = Shown.Select(c => c.Key).ToList(), [nameof(TrialColumnsDialog.Fixed)] = Question.Fixed,
        };
        if (await Dialogs.OpenAsync<TrialColumnsDialog>("Columns", parameters, new DialogOptions { Width = "460px", CloseDialogOnOverlayClick = true }) is (IReadOnlyList<string> chosen, IReadOnlyList<string> held))
            await Asked.InvokeAsync(Question with { Columns = chosen.Count == 0 ? null : chosen, Fixed = held });
    }

    // In the order in which they were chosen: that is the order of their colours.
    private void Compare() => Navigation.NavigateTo($"compare?ids={string.Join(',', Picked.Join(Trials, number => number, trial => trial.Number, (_, trial) => trial.Id))}");
}
