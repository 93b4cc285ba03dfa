using Microsoft.AspNetCore.Components;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Api;
using Search;

namespace Platform.Web.Experiments;

/// <summary>Replays one pruner after the other and shows each as it comes, most epochs saved first.</summary>
public sealed partial class PrunersCard
{
    private const int Least = 10;

    private IReadOnlyList<CounterfactualAnswer> _rows = [];
    private bool _busy;

    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    [Inject] private Counterfactuals Counterfactuals { get; set; } = null!;

    private int Finished => Sweep.Completed + Sweep.Pruned;

    private async Task ReplayAsync()
    {
        _busy = true;
        _rows = [];
        try
        {
            foreach (var pruner in Pruners.All.Where(p => p.Name != "none"))
            {
                var answer = await Counterfactuals.ReplayAsync(Sweep, pruner.Name == Sweep.Spec.Pruner.Name ? Sweep.Spec.Pruner : new ComponentChoice(pruner.Name), Sweep.Spec.Parallelism);
                _rows = [.. _rows.Append(answer).OrderByDescending(row => row.EpochsSaved)];
                StateHasChanged();
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
