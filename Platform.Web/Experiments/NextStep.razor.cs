using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Registry;
using Radzen;

namespace Platform.Web.Experiments;

/// <summary>Says what comes after a sweep's end, and does it.</summary>
public sealed partial class NextStep
{
    private (string Name, int Version)? _model;
    private string? _asked;
    private bool _known;

    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    /// <summary>The sweep's best trial, if it has one.</summary>
    [Parameter] public TrialView? Best { get; set; }

    [Inject] private PlatformViews Views { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Api.ModelPromotion Promotion { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    // Asked once for each best trial of a sweep that has ended, not with every event of one that runs.
    protected override async Task OnParametersSetAsync()
    {
        var ended = Sweep.Status is ExperimentStatus.Completed or ExperimentStatus.Cancelled;
        if (!ended || Best is null || _asked == Best.Id)
        {
            _known &= ended;
            return;
        }
        var id = _asked = Best.Id;
        var models = await Views.ModelsAsync();
        if (_asked != id)
            return;
        var served = models.SelectMany(model => model.Live.Where(version => version.TrialId == id).Select(version => (model.Name, version.Version))).ToList();
        (_model, _known) = (served.Count == 0 ? null : served[0], true);
    }

    private async Task PromoteAsync()
    {
        if (await PromoteDialog.OpenAsync(Dialogs, Best!) is not { } done)
            return;
        Toasts.Done(done.Words, undo: Promotion.Undo(done, Visitor.Name), leadsTo: $"models/{done.Model.Name}");
        Navigation.NavigateTo($"models/{done.Model.Name}");
    }
}
