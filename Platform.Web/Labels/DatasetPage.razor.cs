using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Labels;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>One data set: what it holds, the versions of its labels with their lineage, and ways to correct them.</summary>
public sealed partial class DatasetPage
{
    private DatasetInfo? _info;
    private DatasetLabels? _labels;
    private DatasetProfile? _profile;
    private IReadOnlyList<ExperimentView> _sweeps = [];
    private int _looks;
    private int _shownLook;
    private IReadOnlyList<WantedLabel>? _rows;
    private int _reads; // of label files; the last one that was chosen counts
    private string _reason = "";
    private string? _refusal;
    private string? _problem;
    private bool _missing;
    private bool _busy;
    private bool _connected = true;
    private string? _shown; // whose page this is: another data set has nothing of it

    [Parameter] public string Name { get; set; } = "";

    [Inject] private DatasetProfiles Profiles { get; set; } = null!;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private LabelledDatasets Datasets { get; set; } = null!;

    [Inject] private LabelCorrector Corrector { get; set; } = null!;

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    // Only classes are corrected; what was corrected once stays to be seen.
    private bool HasLabels => _info!.Available && _info.Target == TargetKind.Class || _labels!.Version > 0;

    private string? Published => _labels?.BaseDigest ?? _profile?.Digest;

    private string PublishedWords => _profile is not null || Published is not null ? "as published" : _problem is null ? "opening…" : "cannot be opened";

    protected override async Task OnParametersSetAsync()
    {
        var name = Name;
        if (_shown != name)
            (_shown, _labels, _profile, _sweeps, _rows, _reason, _refusal, _problem) = (name, null, null, [], null, "", null, null);
        _info = DatasetCatalog.All(Folders.Data).FirstOrDefault(info => info.Name == name);
        _missing = _info is null;
        if (_missing)
            return;
        await Task.Yield(); // the page's feed hears from here on
        await LookAsync(name);
        StateHasChanged(); // reading the files can take a moment
        await ProfileAsync(name);
    }

    private static int LabelsOf(ExperimentView sweep) => sweep.Spec.Fixed.GetValueOrDefault("data_labels") is long version ? (int)version : 0;

    // What is read of a data set that was left meanwhile is not shown under the name of another.
    private async Task LookAsync(string name)
    {
        var look = ++_looks;
        var labels = await Datasets.VersionsAsync(name);
        var sweeps = await Views.ExperimentsAsync(200);
        if (name != Name || look < _shownLook)
            return;
        _shownLook = look;
        (_labels, _sweeps) = (labels, [.. sweeps.Where(sweep => sweep.Spec.Data == name && sweep.Completed > 0).Take(10)]);
    }

    private async Task ProfileAsync(string name)
    {
        if (name != Name || !_info!.Available)
            return;
        var labels = _labels!;
        try
        {
            var data = await Datasets.OpenAsync(name, labels.Version);
            var profile = await Task.Run(() => Profiles.Of(data));
            if (name == Name && labels.Version == _labels?.Version)
                _profile = profile;
        }
        catch (DatasetException wrong)
        {
            if (name == Name)
                _problem = wrong.Message;
        }
    }

    private bool Concerns(RecordedEvent recorded) => recorded.StreamId == StreamNames.Dataset(Name);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count == 0 || _missing)
            return;
        var name = Name;
        await LookAsync(name);
        await ProfileAsync(name);
    }

    private async Task ReadAsync(InputFileChangeEventArgs chosen)
    {
        var (name, read) = (Name, ++_reads);
        (_rows, _refusal) = (null, null);
        if (chosen.File.Size > LabelInput.FileBytes)
        {
            _refusal = $"The file has {chosen.File.Size} bytes, at most {LabelInput.FileBytes} are allowed. Send only the rows to correct.";
            return;
        }

        IReadOnlyList<WantedLabel>? rows = null;
        string? refusal = null;
        try
        {
            using var reader = new StreamReader(chosen.File.OpenReadStream(LabelInput.FileBytes));
            var text = await reader.ReadToEndAsync();
            rows = await Task.Run(() => LabelInput.ReadCsv(text));
        }
        catch (InvalidInputException wrong)
        {
            refusal = wrong.Errors[0].Message;
        }
        catch (Exception unreadable) when (unreadable is IOException or JSException or TimeoutException)
        {
            refusal = ChosenFile.Unreadable;
        }
        if (name == Name && read == _reads)
            (_rows, _refusal) = (rows, refusal);
    }

    private async Task SendAsync()
    {
        if (_rows is null || _busy)
            return;
        (_busy, _refusal) = (true, null);
        var name = Name;
        try
        {
            var version = await Corrector.CorrectAsync(name, _rows, Visitor.Name, _reason.Trim());
            if (name == Name)
                _rows = null;
            Toasts.Done($"Version {version.Version} of the labels of {name}", $"{Show.Count(version.Changes.Count, "label")} changed");
        }
        catch (Exception refused) when (refused is InvalidInputException or RuleViolation or DatasetException or LabelException)
        {
            if (name == Name)
                _refusal = refused.Message;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            if (name == Name)
                _refusal = DatabaseAway.OfWriting;
        }
        finally
        {
            _busy = false;
        }
    }
}
