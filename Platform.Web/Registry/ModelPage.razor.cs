using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Live;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>One registered model: versions, aliases and how they moved, lineage, and a form to try it.</summary>
public sealed partial class ModelPage
{
    private ModelView? _model;
    private bool _missing;
    private bool _connected = true;

    [Parameter] public string Name { get; set; } = "";

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    private ModelVersionRegistered? Served => _model!.Aliases.TryGetValue(ModelAlias.Champion, out var champion) ? _model.Versions[champion - 1] : _model.Live.LastOrDefault();

    protected override async Task OnParametersSetAsync()
    {
        _model = await Views.ModelAsync(Name);
        _missing = _model is null;
    }

    private bool Concerns(RecordedEvent recorded) => recorded.StreamId == StreamNames.Model(Name);

    private async Task OnNewsAsync(LiveNews news)
    {
        _connected = news.Connected;
        if (news.Events.Count > 0)
            await OnParametersSetAsync();
    }

    private IEnumerable<string> AliasesOf(int version) => _model!.Aliases.Where(a => a.Value == version).Select(a => a.Key).Order(StringComparer.Ordinal);

    private static double? Value(ModelVersionRegistered version, string metric) => version.TestMetrics.TryGetValue(metric, out var value) ? value : null;

    private async Task MoveAsync(int version)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(AliasDialog.Model)] = _model, [nameof(AliasDialog.Version)] = version };
        var options = new DialogOptions { Width = "460px", CloseDialogOnOverlayClick = false };
        if (await Dialogs.OpenAsync<AliasDialog>($"Point an alias to version {version}", parameters, options) is ModelView moved)
        {
            _model = moved;
            Toasts.Done("The alias points to its version now");
        }
    }
}
