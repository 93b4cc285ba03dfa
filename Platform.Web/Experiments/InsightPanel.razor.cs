using Microsoft.AspNetCore.Components;
using Platform.Core.Views;
using Platform.Web.Api;

namespace Platform.Web.Experiments;

/// <summary>Asks again when a tenth more trials have finished, or the sweep has: between two trials nothing new can be learnt.</summary>
public sealed partial class InsightPanel
{
    private const int MoreTrials = 20;

    private ExplainAnswer? _explanation;
    private FrontAnswer? _front;
    private GainAnswer? _gain;
    private (string Sweep, int Finished, bool Over) _asked = ("", 0, false);
    private int _reads;
    private int _shownRead;

    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    [Inject] private SweepInsight Insight { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var finished = Sweep.Completed + Sweep.Pruned;
        var over = Sweep.FinishedAt is not null;
        if (Sweep.Id == _asked.Sweep && over == _asked.Over && finished < _asked.Finished + Math.Max(1, _asked.Finished / 10))
            return;
        if (Sweep.Id != _asked.Sweep)
            (_explanation, _front, _gain) = (null, null, null);
        _asked = (Sweep.Id, finished, over);
        var (id, read) = (Sweep.Id, ++_reads);
        var front = Sweep.Spec.FurtherObjectives.Count > 0 ? await Insight.FrontAsync(id) : null;
        var explanation = await Insight.ExplainAsync(id, objective: 0);
        var gain = await Insight.GainAsync(id, MoreTrials);
        if (id == Sweep.Id && read >= _shownRead) // otherwise the page shows another sweep by now, or a later answer
            (_front, _explanation, _gain, _shownRead) = (front, explanation, gain, read);
    }
}
