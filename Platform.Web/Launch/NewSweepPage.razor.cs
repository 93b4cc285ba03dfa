using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Labels;
using Platform.Web.Layout;
using Training.Core.Data;
using Training.Core.Models;

namespace Platform.Web.Launch;

/// <summary>
/// The launch form. The YAML text is the document: the form writes it, and is filled from it when the text is edited. Every change
/// is checked by the same rules that launching applies, and what they say stands beside its field.
/// </summary>
public sealed partial class NewSweepPage
{
    // What most sweeps should take; every other one of the catalogues stands behind a fold.
    private static readonly string[] FirstSamplers = ["auto", "tpe", "gp", "random"];
    private static readonly string[] FirstPruners = ["none", "median", "asha", "hyperband"];

    private const int EarlierSweeps = 30;
    private const int LongestName = 200;
    private const string Again = " (again)";
    private const string Generated = "digits"; // takes longest to make, and is known

    private SweepDraft? _draft;
    private IReadOnlyList<DatasetInfo> _datasets = [];
    private string _yaml = "";
    private string _filled = ""; // the document that the form was opened with
    private bool _unread; // the YAML says what the form could not read: writing it anew would lose that
    private int _checks;
    private FieldErrors _left = FieldErrors.None; // of fields that were left, found when somebody was typing on: not said yet
    private bool _launching;
    private ReplayMoment? _moment; // of the sweep that is forked
    private SweepForkPreview? _fork;
    private SweepSpec? _spec; // the newest one without errors
    private (string? From, long? At, string? Template, string? Run, string? Data)? _begun;
    private IReadOnlyList<ExperimentView> _earlier = [];
    private IReadOnlyList<SiloView> _silos = [];
    private IReadOnlyList<TrialPace> _paces = [];
    private (string Data, string Device)? _pacesOf;
    private DatasetProfile? _profile;
    private string? _profileOf;

    /// <summary>A sweep to begin from.</summary>
    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    /// <summary>A run to begin from: its sweep, with its values as the first point to try.</summary>
    [SupplyParameterFromQuery(Name = "run")] public string? Run { get; set; }

    /// <summary>A template to begin from.</summary>
    [SupplyParameterFromQuery(Name = "template")] public string? Template { get; set; }

    /// <summary>The number of an event of that sweep: it is forked there.</summary>
    [SupplyParameterFromQuery(Name = "at")] public long? At { get; set; }

    /// <summary>A data set to learn from, instead of the template's.</summary>
    [SupplyParameterFromQuery(Name = "data")] public string? On { get; set; }

    [Inject] private SiloTable Silos { get; set; } = null!;

    [Inject] private DatasetProfiles Profiles { get; set; } = null!;

    [Inject] private SweepForker Forker { get; set; } = null!;

    [Inject] private SweepLauncher Launcher { get; set; } = null!;

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    private string? Unsaved => _yaml == _filled || _yaml == _launched ? null : "What you have changed in this form is not launched, and is lost if you go on.";

    private FieldErrors Errors { get; set; } = FieldErrors.None;

    private string Summary => $"{_draft!.Trials} trials of {_draft.Epochs} epochs on {_draft.Data}, {_draft.Parallelism} at a time";

    protected override async Task OnParametersSetAsync()
    {
        var asked = (From, At, Template, Run, On);
        if (_begun == asked)
            return;
        _checks++; // those under way are of another form
        (_begun, _draft, _moment, _fork, _spec, _yaml, _filled, _unread, _refusal, Errors, _givenUp) = (asked, null, null, null, null, "", "", false, null, FieldErrors.None, null);
        _datasets = DatasetCatalog.All(Folders.Data);
        var (silos, sweeps, beginning) = (Silos.LiveAsync(SiloStatus.Within), Views.ExperimentsAsync(EarlierSweeps), BeginningAsync(asked));
        await Task.WhenAll(silos, sweeps, beginning);
        if (_begun != asked)
            return; // the address asks for another form by now
        (_silos, _earlier) = (await silos, await sweeps);
        var (spec, moment) = await beginning;
        _moment = moment;
        _draft = SweepDraft.Of(spec);
        _draft.Samples = Samples;
        _unnamed = From is null && Run is null ? (spec.Name, spec.Data, spec.Name) : null;
        if (OnData is { } own)
            TakeData(own);
        _yaml = _filled = DraftYaml.Write(_draft);
        await CheckAsync();
        if (OnData is { } taken && _begun == asked)
        {
            await FitAsync(taken.Name, FieldErrors.None);
            _filled = _yaml;
        }
    }

    // What the form is filled with, and the moment that is forked, if one is.
    private async Task<(SweepSpec Spec, ReplayMoment? Moment)> BeginningAsync((string? From, long? At, string? Template, string? Run, string? Data) asked)
    {
        var (from, at, template, runId, _) = asked;
        if (from is not null && at is not null)
        {
            if (await ForkAsync(from, at.Value) is { } moment)
                return (SweepForker.Beginning(moment), moment);
        }
        else if (from is not null && await Views.ExperimentAsync(from) is { } earlier)
        {
            return (earlier.Spec with { Name = InputText.Cut(earlier.Name, LongestName - Again.Length) + Again }, null);
        }
        else if (runId is not null && await Views.TrialAsync(runId) is { } run && await Views.ExperimentAsync(run.ExperimentId) is { } its)
        {
            return (SweepFromRun.Of(its.Spec, run), null);
        }
        return (SweepFile.Read(BeginTemplate(template).Yaml, SweepFileFormat.Yaml).Spec, null);
    }

    // Where there is nothing to fork, the form is as without it.
    private async Task<ReplayMoment?> ForkAsync(string from, long at)
    {
        try
        {
            return await Forker.MomentAsync(from, at);
        }
        catch (Exception missing) when (missing is NotFoundException or Platform.Core.Erasures.ErasedException or InvalidInputException)
        {
            Toasts.Failed("This cannot be forked", missing.Message);
            return null;
        }
    }

    // What the address names beside a template; a past sweep or run brings its own.
    private DatasetInfo? OnData => From is null && Run is null ? _datasets.FirstOrDefault(data => data.Name == On && data.Available) : null;

    private SweepTemplate BeginTemplate(string? name) =>
        SweepTemplate.All.FirstOrDefault(template => template.Name == name) ?? (OnData is { } data ? SweepTemplate.For(data.Samples) : SweepTemplate.First);

    private string? Invalid(string field) => Errors.Of(field) is null ? null : "true";

    private DatasetInfo? Data => _datasets.FirstOrDefault(data => data.Name == _draft!.Data);

    private TargetKind Target => ModelCatalog.TargetOf(_draft!.Families.Count == 0 ? "" : _draft.Families[0], Data?.Target ?? TargetKind.Class);

    private SampleKind Samples => Data?.Samples ?? SampleKind.Image;

    private IReadOnlyList<string> Metrics => [.. TrialMeasures.Of(Target).Where(metric => metric.StartsWith("validation_", StringComparison.Ordinal))];

    private void KeepMetric()
    {
        if (!_draft!.HasSeveralObjectives && !TrialMeasures.Of(Target).Contains(_draft.Metric, StringComparer.Ordinal))
            _draft.Metric = TrialMeasures.Natural(Target).Metric; // another target, another measure
    }

    private Task OnFamiliesAsync(IReadOnlyList<string> families)
    {
        _draft!.Families = families;
        KeepMetric();
        return FormChangedAsync();
    }

    private Task FormChangedAsync()
    {
        if (_unread)
        {
            Toasts.Failed("The YAML has mistakes", "Mend it there first, or discard what was typed there; until then the form does not write it.");
            return Task.CompletedTask;
        }
        return DiscardAsync();
    }

    // The YAML says again what the form says.
    private Task DiscardAsync()
    {
        (_unread, _yaml) = (false, DraftYaml.Write(_draft!));
        return CheckAsync();
    }

    private Task YamlChangedAsync()
    {
        try
        {
            var (spec, errors) = SweepFile.Read(_yaml, SweepFileFormat.Yaml, (name, model) => TrialMeasures.Natural(_datasets.FirstOrDefault(info => info.Name == name)?.Target ?? TargetKind.Class, model));
            var found = new FieldErrors(errors);
            _unread = found.AnyBesideSettings;
            if (!_unread)
            {
                var draft = SweepDraft.Of(spec);
                draft.KeepUnread(_draft!, found.SettingNames);
                _draft = draft;
                _draft.Samples = Samples;
            }
        }
        catch (InvalidInputException)
        {
            _unread = true; // not YAML just now: the form keeps what it shows, and the check below says where the text is wrong
        }
        return CheckAsync();
    }

    private async Task CheckAsync(bool typed = false)
    {
        var check = ++_checks;
        var (found, fork, spec) = (FieldErrors.None, _fork, _spec);
        try
        {
            spec = await Launcher.ValidateAsync(_yaml, SweepFileFormat.Yaml);
            fork = _moment is null ? null : await SweepForker.PreviewAsync(_moment, spec);
        }
        catch (InvalidInputException invalid)
        {
            found = new FieldErrors(invalid.Errors);
            if (typed)
                found = found.Among(Errors.With(_left));
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            if (check == _checks)
                _refusal = DatabaseAway.OfReading;
            return;
        }
        if (check != _checks) // a later change has its own check
        {
            if (typed || found.Count == 0)
                return;
            _left = _left.With(found); // what was wrong in a field that was left is still to be said, though somebody types on
            await CheckAsync(typed: true);
            return;
        }
        (Errors, _left, _fork, _spec, _refusal) = (found, FieldErrors.None, fork, spec, null);
        if (spec is null)
            return;
        StateHasChanged();
        await LookAroundAsync(spec);
    }
}
