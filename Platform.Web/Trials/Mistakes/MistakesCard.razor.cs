using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Labels;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;

namespace Platform.Web.Trials.Mistakes;

/// <summary>What a tested run got wrong, row by row.</summary>
public sealed partial class MistakesCard
{
    // A screen of pictures; more are asked for.
    private const int Page = 48;

    private TestMistakes? _found;
    private Dataset? _data;
    private IReadOnlyList<JudgedRow> _rows = [];
    private ConfusionCell _listed = ConfusionCell.All;
    private string? _checkpoint;
    private string? _problem;
    private double _progress;
    private int _shown = Page;
    private bool _asked;

    [Parameter, EditorRequired] public TrialView Run { get; set; } = null!;

    [Parameter, EditorRequired] public TestEvaluated Test { get; set; } = null!;

    /// <summary>The cell of the confusion matrix whose rows are listed; choosing one begins the search.</summary>
    [Parameter, EditorRequired] public ConfusionCell Cell { get; set; } = null!;

    [Parameter] public EventCallback<ConfusionCell> CellChanged { get; set; }

    [Inject] private MistakeSearches Searches { get; set; } = null!;

    [Inject] private LabelledDatasets Datasets { get; set; } = null!;

    private bool IsOfClasses => Test.Metrics.ContainsKey("test_accuracy");

    private string Heading => IsOfClasses ? "Wrong answers" : "Furthest off";

    private string Sentence => (_rows.Count, IsOfClasses, Cell) switch
    {
        (0, _, { IsRight: true }) => "No test row of this class was recognised.",
        (0, _, _) => "No test row is like that.",
        (var count, _, { IsRight: true }) => $"{Show.Count(count, "row")} rightly taken for {Cell.Answer}{Bound(count)}, the least sure first.",
        (var count, true, _) => $"{Show.Count(count, "mistake")}{Bound(count)}, the surest first.",
        (var count, false, _) => $"{Show.Count(count, "row")}, the furthest first.",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_checkpoint != Test.Checkpoint)
        {
            _checkpoint = Test.Checkpoint;
            (_found, _data, _rows, _problem, _asked) = (null, null, [], null, false);
        }

        if (Cell != ConfusionCell.All && !_asked && _problem is null)
            await BeginAsync();
        if (_found is not null && _listed != Cell)
            List();
    }

    private static string? Name(ChangeEventArgs change) => change.Value is string { Length: > 0 } name ? name : null;

    // The data's columns without the target, in their order.
    private IReadOnlyList<KeyValuePair<string, string?>> Columns(JudgedRow row) =>
        _data is TableDataset ? RowContent.Of(_data, DataPart.Test, row.Row).Columns! : [];

    private Task BeginAsync()
    {
        (_asked, _problem, _progress) = (true, null, 0);
        return LookAsync();
    }

    private async Task LookAsync()
    {
        if (_found is not null || !_asked)
            return;
        var checkpoint = _checkpoint;
        try
        {
            var search = Searches.Ask(Run, Test);
            _progress = search.Progress;
            if (search.Problem is { } problem)
                (_problem, _asked) = (problem, false);
            if (search.Answer is null)
                return;
            var spec = TrainingSpec.Parse(Run.Fields).Data;
            var data = await Datasets.OpenAsync(spec.Name, spec.Labels);
            if (checkpoint != _checkpoint)
                return;
            MistakeSearches.RequireSame(data, Test); // the answer may be kept from before its files changed
            (_found, _data) = (search.Answer, data);
            List();
        }
        catch (Exception refused) when (refused is RuleViolation or ServiceUnavailableException or NotFoundException or DatasetException or SpecException)
        {
            if (checkpoint == _checkpoint)
                (_problem, _asked) = (refused.Message, false);
        }
    }

    private void List()
    {
        _listed = Cell;
        _rows = [.. Cell.Of(_found!)];
        _shown = Page;
    }

    private Task ChooseAsync(ConfusionCell cell) => CellChanged.InvokeAsync(cell);

    private string Bound(int count)
    {
        var all = Counted();
        return all > count ? string.Create(CultureInfo.InvariantCulture, $" of {all:#,0}") : "";
    }

    // How many the test counted in the cell; 0 where its matrix was not recorded.
    private long Counted()
    {
        if (Cell == ConfusionCell.All)
            return _found!.Wrong ?? 0;
        if (Test.Confusion is not { } confusion)
            return 0;
        var (truth, answer) = (confusion.Classes.ToList().IndexOf(Cell.Truth ?? ""), confusion.Classes.ToList().IndexOf(Cell.Answer ?? ""));
        return Enumerable.Range(0, confusion.Classes.Count).Where(row => truth < 0 || row == truth)
            .Sum(row => confusion.Counts[row].Index().Where(cell => (answer < 0 || cell.Index == answer) && (Cell.IsRight || cell.Index != row)).Sum(cell => cell.Item));
    }
}
