using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Labels;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>Goes through the labels that a sweep's trials believe least, by keyboard, and sends what was corrected as one event.</summary>
public sealed partial class LabelReviewPage
{
    private LabelSearch? _search;
    private LabelReview? _review;
    private LabelsCorrected? _sent;
    private Dataset? _data;
    private RowContent? _row;
    private string _reason = "";
    private string? _refusal;
    private string? _problem;
    private bool _missing;
    private bool _busy;
    private (IReadOnlyList<WantedLabel> Corrections, string Id)? _uncertain; // sent without an answer: with the same identity it becomes one version however often it is sent

    [Parameter] public string Id { get; set; } = "";

    [Inject] private LabelSearches Searches { get; set; } = null!;

    [Inject] private LabelledDatasets Datasets { get; set; } = null!;

    [Inject] private LabelCorrector Corrector { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    protected override void OnParametersSet() => (_search, _review, _sent, _problem, _missing) = (null, null, null, null, false);

    private string? Unsaved => _review is { Corrections.Count: > 0 and var count } ? $"{Show.Count(count, "correction")} not sent: lost if you go on." : null;

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Width(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    // A list that somebody works through stays as it is, also when more trials complete.
    private async Task LookAsync()
    {
        if (_review is not null || _problem is not null || _missing)
            return;
        try
        {
            _search = await Searches.AskAsync(Id);
            _problem = _search.Problem;
            if (_search.Report is not null)
                await BeginAsync();
        }
        catch (NotFoundException)
        {
            _missing = true;
        }
        catch (Exception refused) when (refused is RuleViolation or ServiceUnavailableException or DatasetException or SpecException)
        {
            _problem = refused.Message;
        }
    }

    // What was corrected since the trials trained is no issue any more.
    private async Task BeginAsync()
    {
        _data = await Searches.OpenAsync(_search!);
        var newest = (await Datasets.VersionsAsync(_search!.Data)).Current;
        var open = _search.Report!.Issues.Where(issue => issue.Given == (newest.TryGetValue((LabelPart.Train, issue.Row), out var label) ? label : _data.LabelOf(DataPart.Train, issue.Row)));
        _review = new LabelReview([.. open]);
        ShowRow();
    }

    private void ShowRow() => _row = _review!.Current is { } issue ? RowContent.Of(_data!, DataPart.Train, issue.Row) : null;

    private string PictureOf(int row) => RowContent.Of(_data!, DataPart.Train, row).Picture!;

    private void Accept(string label)
    {
        if (label.Length == 0)
            return;
        _review!.Accept(label);
        ShowRow();
    }

    private void Skip()
    {
        _review!.Skip();
        ShowRow();
    }

    private void Undo()
    {
        _review!.Undo();
        ShowRow();
    }

    private async Task SendAsync()
    {
        if (_busy || _review!.Corrections.Count == 0)
            return;
        (_busy, _refusal) = (true, null);
        try
        {
            if (_uncertain is not { } sent || !sent.Corrections.SequenceEqual(_review.Corrections))
                _uncertain = sent = ([.. _review.Corrections], StreamNames.NewExperimentId());
            await Searches.OpenAsync(_search!); // rows of other content are other rows
            _sent = await Corrector.CorrectAsync(_search!.Data, _review.Corrections, Visitor.Name, _reason.Trim(), sent.Id);
            _uncertain = null;
            Toasts.Done($"Version {_sent.Version} of the labels", $"{Show.Count(_sent.Changes.Count, "label")} changed");
            _reason = "";
            await BeginAfterAsync(_review.Decided);
        }
        catch (Exception refused) when (refused is InvalidInputException or RuleViolation or DatasetException or NotFoundException)
        {
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

    // Goes on behind what was looked at: kept labels are not shown twice.
    private async Task BeginAfterAsync(int decided)
    {
        var kept = decided - _sent!.Changes.Count;
        try
        {
            await BeginAsync();
        }
        catch (Exception changed) when (changed is DatasetException or NotFoundException || DatabaseAway.Is(changed))
        {
            _problem = DatabaseAway.Is(changed) ? DatabaseAway.OfReading : changed.Message; // what was sent is written, so it is no refusal
            _review = null;
            return;
        }

        for (var i = 0; i < kept; i++)
            _review!.Skip();
        ShowRow();
    }
}
