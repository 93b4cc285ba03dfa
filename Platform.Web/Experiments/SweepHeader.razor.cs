using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Api;
using Radzen;
using Training.Core.Data;

namespace Platform.Web.Experiments;

/// <summary>A sweep's name, what it does, and the commands that fit its state.</summary>
public sealed partial class SweepHeader
{
    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    [Parameter] public bool Connected { get; set; } = true;

    /// <summary>The sweep is shown as it was, so nothing can be done to it.</summary>
    [Parameter] public bool Past { get; set; }

    [Parameter] public EventCallback Pause { get; set; }

    [Parameter] public EventCallback Resume { get; set; }

    [Parameter] public EventCallback Archive { get; set; }

    [Parameter] public EventCallback Restore { get; set; }

    /// <summary>Carries the reason.</summary>
    [Parameter] public EventCallback<string> Cancel { get; set; }

    [Parameter] public EventCallback<int> PriorityChanged { get; set; }

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    // Labels are classes: where only numbers are judged there are none to look over.
    private bool MayHaveClasses => TrialMeasures.Of(TargetKind.Class).Contains(Sweep.Spec.Objective.Metric, StringComparer.Ordinal);

    private bool Ended => Sweep.Status is ExperimentStatus.Completed or ExperimentStatus.Cancelled;

    /// <summary>Whether it may be put away, as far as it says itself: a reproduction that still runs is not counted in it, and is known only when it is tried.</summary>
    internal static bool MayArchive(ExperimentView sweep) =>
        sweep.Status is ExperimentStatus.Completed or ExperimentStatus.Cancelled && sweep.Completed + sweep.Pruned + sweep.Failed + sweep.Cancelled == sweep.Proposed;

    private async Task AskChangeAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ChangeDialog.Sweep)] = Sweep };
        await Dialogs.OpenAsync<ChangeDialog>("Change this sweep", parameters, new DialogOptions { Width = "640px", CloseDialogOnOverlayClick = false });
    }

    private string ReportAddress => $"reports/new?sweep={Sweep.Id}";

    private void Report() => Navigation.NavigateTo(ReportAddress);

    private void Clone() => Navigation.NavigateTo($"sweeps/new?from={Sweep.Id}");

    private async Task AskCancelAsync()
    {
        var options = new DialogOptions { Width = "440px", CloseDialogOnOverlayClick = true };
        if (await Dialogs.OpenAsync<CancelDialog>("Cancel this sweep?", options: options) is string reason)
            await Cancel.InvokeAsync(reason);
    }
}
