using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Reports;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Layout;

namespace Platform.Web.Reports;

/// <summary>Writes a report, with its preview beside.</summary>
public sealed partial class ReportEditPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private IReadOnlyList<FieldError> _errors = [];
    private IReadOnlyList<ReportSegment> _segments = [];
    private string _title = "";
    private string _text = "";
    private string _seenTitle = "";
    private (string Title, string Text) _saved; // or what a new one was begun with
    private string? _refusal;
    private long? _seen;
    private long _last;
    private (string Title, string Text)? _uncertain; // sent, and no answer came
    private bool _ready;
    private bool _missing;
    private bool _busy;
    private string _newId = "";
    private (string? Id, string? Sweep)? _loaded;

    /// <summary>Null for a new one.</summary>
    [Parameter] public string? Id { get; set; }

    /// <summary>The sweep that a new report is on; null for an empty page.</summary>
    [SupplyParameterFromQuery] public string? Sweep { get; set; }

    [Inject] private ReportViews Reports { get; set; } = null!;

    [Inject] private ReportStore Store { get; set; } = null!;

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private EventJournal Journal { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var (id, sweepId) = (Id, Sweep);
        if (_loaded is { } loaded && loaded == (id, sweepId))
            return;
        _loaded = (id, sweepId);
        (_errors, _refusal, _ready, _missing) = ([], null, false, false);
        var last = (await Journal.EndAsync()).Sequence;
        var report = id is null ? null : await Reports.FindAsync(id);
        var sweep = id is null && sweepId is not null ? await Views.ExperimentAsync(sweepId) : null;
        if (id != Id || sweepId != Sweep)
            return; // another report was asked for meanwhile
        _last = last;
        if (id is null)
        {
            (_title, _text) = sweep is null ? ("", ReportTemplate.Empty) : ReportTemplate.On(sweep, last);
            (_seenTitle, _seen, _newId) = ("", null, StreamNames.NewExperimentId());
        }
        else if (report is { Deleted: false })
        {
            (_title, _seenTitle, _text, _seen) = (report.Title, report.Title, report.Text, report.Version);
        }
        else
        {
            _missing = true;
            return;
        }
        (_segments, _saved, _ready) = (ReportText.Parse(_text), (_title, _text), true);
    }

    private string? Unsaved => !_ready || (_title, _text) == _saved ? null : "What you have written is not saved, and is lost if you go on.";

    private string? ErrorOf(string field) => _errors.FirstOrDefault(e => e.Field == field)?.Message;

    // The preview follows when the writer pauses.
    private async Task PreviewAsync()
    {
        var text = _text;
        await Task.Delay(Pause, Time);
        if (_text == text)
            _segments = ReportText.Parse(text);
    }

    private async Task SaveAsync()
    {
        if (_busy)
            return;
        (_errors, _refusal, _busy) = ([], null, true);
        try
        {
            var id = Id ?? _newId;
            var (title, text) = (_title, _text);
            await WriteAsync(id, title.Trim(), text);
            _uncertain = null;
            _saved = (title, text);
            Toasts.Done("The report is saved");
            Navigation.NavigateTo($"reports/{id}");
        }
        catch (InvalidInputException invalid)
        {
            (_errors, _uncertain) = (invalid.Errors, null);
        }
        catch (RuleViolation refused)
        {
            _uncertain = null;
            _refusal = refused.Message;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _refusal = DatabaseAway.OfWriting;
        }
        finally
        {
            _busy = false;
        }
    }

    // A new report keeps its identity however often it is sent: if only the answer to its creation was lost, the next time writes what was changed since.
    private async Task WriteAsync(string id, string title, string text)
    {
        var (seen, at) = (_seen, Time.GetUtcNow());
        if (Id is null)
        {
            var created = await Store.ApplyAsync(id, new CreateReport(id, title, text, Visitor.Name, at));
            if ((created.Title, created.Text) == (title, text))
                return;
            seen = created.Version;
        }
        else if (_uncertain is { } sent && await Reports.FindAsync(id) is { } found && (found.Title, found.Text) == sent)
        {
            seen = _seen = found.Version; // only the answer was lost
        }
        _uncertain = (title, text);
        await Store.ApplyAsync(id, new WriteReport(title, text, seen, Visitor.Name, at));
    }
}
