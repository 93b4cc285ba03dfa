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
    private string? _refusal;
    private long? _seen;
    private long _last;
    private bool _ready;
    private bool _missing;
    private bool _busy;
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
            (_seenTitle, _seen) = ("", null);
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
        (_segments, _ready) = (ReportText.Parse(_text), true);
    }

    private string? ErrorOf(string field) => _errors.FirstOrDefault(e => e.Field == field)?.Message;

    // The preview follows when the writer pauses.
    private async Task WriteAsync(string text)
    {
        _text = text;
        await Task.Delay(Pause, Time);
        if (_text == text)
            _segments = ReportText.Parse(text);
    }

    private async Task SaveAsync()
    {
        (_errors, _refusal, _busy) = ([], null, true);
        try
        {
            var id = Id ?? StreamNames.NewExperimentId();
            var at = Time.GetUtcNow();
            await Store.ApplyAsync(id, Id is null ? new CreateReport(id, _title.Trim(), _text, Visitor.Name, at) : new WriteReport(_title.Trim(), _text, _seen, Visitor.Name, at));
            Toasts.Done("The report is saved");
            Navigation.NavigateTo($"reports/{id}");
        }
        catch (InvalidInputException invalid)
        {
            _errors = invalid.Errors;
        }
        catch (RuleViolation refused)
        {
            _refusal = refused.Message;
        }
        finally
        {
            _busy = false;
        }
    }
}
