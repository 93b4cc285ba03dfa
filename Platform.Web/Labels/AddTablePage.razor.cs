using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Platform.Web.Api;
using Platform.Web.Components;
using Training.Core.Data;
using Training.Core.Data.Tables;

namespace Platform.Web.Labels;

/// <summary>A CSV file of one's own becomes a data set: what its columns hold, what is predicted, and every row that is left out.</summary>
public sealed partial class AddTablePage
{
    private const int FlawsShown = 10;
    private const int FewestRows = 10; // below, no split into training, validation and test says anything

    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);
    private TableDraft? _draft;
    private IReadOnlyList<RowFlaw> _flaws = [];
    private string _target = "";
    private TableTask _task;
    private string _name = "";
    private string? _unreadable;
    private string? _taken;
    private string? _refusal;
    private int _reads; // of files; the last one that was chosen counts
    private bool _reading;
    private bool _adding;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    private int Kept => _draft!.Rows - _flaws.Count;

    private static string Holds(DraftColumn column) => column.Kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Date => "dates",
        ColumnKind.Category => "categories",
        _ => "texts, which are shown but not learnt from",
    };

    private static string FirstOf(TableDraft draft, int column) =>
        string.Join(", ", draft.First.Where(row => column < row.Count).Take(3).Select(row => row[column].Length == 0 ? "–" : row[column]));

    private async Task ReadAsync(InputFileChangeEventArgs chosen)
    {
        var read = ++_reads;
        (_draft, _unreadable, _refusal, _reading) = (null, null, null, true);
        try
        {
            if (chosen.File.Size > TableDraft.MostBytes)
            {
                _unreadable = $"The file has {chosen.File.Size / (1024 * 1024)} MB, at most {TableDraft.MostBytes / (1024 * 1024)} are taken here. A larger one goes by hand into a folder of {Path.GetFullPath(Folders.Data)} with a dataset.yaml beside it.";
                return;
            }
            using var content = new MemoryStream((int)chosen.File.Size);
            await using var stream = chosen.File.OpenReadStream(TableDraft.MostBytes);
            await stream.CopyToAsync(content);
            var draft = await Task.Run(() => TableDraft.Read(content.ToArray(), chosen.File.Name));
            if (read != _reads)
                return;
            _ignored.Clear();
            _target = draft.Columns[^1].Name; // where most tables have it
            _name = TableDraftFolder.NameFor(chosen.File.Name);
            _draft = draft;
            CheckName();
            TargetChanged();
        }
        catch (DatasetException wrong)
        {
            if (read == _reads)
                _unreadable = wrong.Message;
        }
        catch (Exception unreadable) when (unreadable is IOException or JSException or TimeoutException)
        {
            if (read == _reads)
                _unreadable = ChosenFile.Unreadable;
        }
        finally
        {
            _reading &= read != _reads;
        }
    }

    private void TargetChanged()
    {
        _ignored.Remove(_target);
        _task = _draft!.Columns.First(column => column.Name == _target).LikelyTask;
        Look();
    }

    private void Use(string column, bool used)
    {
        if (used)
            _ignored.Remove(column);
        else
            _ignored.Add(column);
        Look();
    }

    private void Look() => _flaws = _draft!.Flaws(_target, _task, _ignored);

    private void CheckName() => _taken = TableDraftFolder.Refusal(_name, Folders.Data);

    private async Task AddAsync()
    {
        if (_draft is not { } draft || _adding)
            return;
        (_adding, _refusal) = (true, null);
        var (name, target, task, ignored) = (_name, _target, _task, _ignored.ToHashSet(StringComparer.Ordinal));
        try
        {
            var flaws = await Task.Run(() => TableDraftFolder.Add(draft, Folders.Data, name, target, task, ignored));
            Toasts.Done($"{name} is a data set now.", flaws.Count == 0 ? "" : $"{Show.Count(flaws.Count, "row")} left out");
            Navigation.NavigateTo($"data/{name}");
        }
        catch (DatasetException refused)
        {
            _refusal = refused.Message;
        }
        finally
        {
            _adding = false;
        }
    }
}
