using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Live;
using Radzen;
using Training.Core.Data;

namespace Platform.Web.Registry;

/// <summary>One registered model: versions, aliases and how they moved, lineage, and a form to try it.</summary>
public sealed partial class ModelPage
{
    private ModelView? _model;
    private RetrainingAnswer? _retraining;
    private string? _loaded;
    private int _loads;
    private int _shownLoad;
    private bool _missing;
    private bool _connected = true;

    private Dictionary<string, string?> _targets = new(StringComparer.Ordinal); // the columns whose numbers the versions predict, by data set

    private int? _shown; // the version whose lineage is shown

    [Parameter] public string Name { get; set; } = "";

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private ModelPromotion Promotion { get; set; } = null!;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private ModelRetraining Retraining { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    private ModelVersionRegistered? Served => _model!.Aliases.TryGetValue(ModelAlias.Champion, out var champion) ? _model.Versions[champion - 1] : _model.Live.LastOrDefault();

    private ModelVersionRegistered? Traced => _shown is { } number ? _model!.Live.FirstOrDefault(v => v.Version == number) ?? Served : Served;

    // The champion beside the challenger, or beside the newest other version.
    private (int Champion, int Challenger)? Compared =>
        Served is { } champion && (_model!.Aliases.TryGetValue(ModelAlias.Challenger, out var other) && other != champion.Version ? other : _model.Live.LastOrDefault(v => v.Version != champion.Version)?.Version) is { } challenger
            ? (champion.Version, challenger)
            : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Name)
            return;
        (_loaded, _model, _retraining, _shown, _missing) = (Name, null, null, null, false);
        await Task.Yield(); // the page's feed hears from here on
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var (name, load) = (Name, ++_loads);
        var model = await Views.ModelAsync(name);
        var retraining = model is null ? null : await Retraining.ShowAsync(name);
        if (name != Name || load < _shownLoad)
            return; // another model was asked for meanwhile, or a later load is shown already
        _shownLoad = load;
        _targets = (model?.Live ?? []).Select(version => version.DataName).Distinct(StringComparer.Ordinal).ToDictionary(data => data, data => DatasetCatalog.NumberColumn(data, Folders.Data), StringComparer.Ordinal);
        (_model, _retraining, _missing) = (model, retraining, model is null);
    }

    private bool Concerns(RecordedEvent recorded) => recorded.StreamId == StreamNames.Model(Name);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count > 0)
            await LoadAsync();
    }

    private IEnumerable<string> AliasesOf(int version) => _model!.Aliases.Where(a => a.Value == version).Select(a => a.Key).Order(StringComparer.Ordinal);

    private static double? Value(ModelVersionRegistered version, string metric) => version.TestMetrics.TryGetValue(metric, out var value) ? value : null;

    private string? UnitOf(ModelVersionRegistered version) =>
        TestMeasure.NameIn(version.TestMetrics) is { } measure ? MeasureHelp.Unit(measure, version.TestMetrics.Keys, _targets.GetValueOrDefault(version.DataName)) : null;

    // A dialog may outlast the page of the model that it is about.
    private void Take(ModelView model)
    {
        if (model.Name == Name)
            _model = model;
    }

    private async Task MoveAsync(int version)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(AliasDialog.Model)] = _model, [nameof(AliasDialog.Version)] = version };
        var options = new DialogOptions { Width = "460px", CloseDialogOnOverlayClick = false };
        if (await Dialogs.OpenAsync<AliasDialog>($"Point an alias to version {version}", parameters, options) is PromotionDone done)
        {
            Take(done.Model);
            Toasts.Done(done.Words, undo: Promotion.Undo(done, Visitor.Name));
        }
    }

    private async Task SetGatesAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(GatesDialog.Model)] = _model };
        var options = new DialogOptions { Width = "760px", CloseDialogOnOverlayClick = false };
        if (await Dialogs.OpenAsync<GatesDialog>($"Gates of {Name}", parameters, options) is ModelView gated)
        {
            Take(gated);
            Toasts.Done(GatesDialog.Done(gated));
        }
    }

    private async Task ReturnAsync(string alias, bool undo) => await Toasts.TryAsync(
        async () => _model = await Promotion.RollBackAsync(Name, alias, undo, "", Visitor.Name, from: _model!.Aliases.TryGetValue(alias, out var seen) ? seen : null), undo ? "The rollback is undone" : $"{alias} is rolled back");

    private async Task PlanAsync()
    {
        var plan = _retraining!.Retraining.Scheduled?.Plan;
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(RetrainingDialog.Model)] = _model, [nameof(RetrainingDialog.Plan)] = plan };
        var options = new DialogOptions { Width = "620px", CloseDialogOnOverlayClick = false };
        if (await Dialogs.OpenAsync<RetrainingDialog>($"Train {Name} again", parameters, options) is RetrainingAnswer planned)
        {
            if (planned.Retraining.Model == Name)
                _retraining = planned;
            Toasts.Done(RetrainingDialog.Done);
        }
    }

    private async Task RunAsync()
    {
        if (await Dialogs.OpenAsync<RetrainingRunDialog>("Train again now") is bool force)
            await Toasts.TryAsync(async () => _retraining = await Retraining.RunAsync(Name, force, Visitor.Name), "A retraining was asked for");
    }

    private async Task EndAsync() => await Toasts.TryAsync(async () => _retraining = await Retraining.EndAsync(Name, Visitor.Name), "The model is not trained again any more");
}
