using Microsoft.AspNetCore.Components;
using Platform.Core.History;
using Platform.Core.Studies;
using Platform.Core.Views;
using Platform.Web.Api;
using Search;

namespace Platform.Web.Experiments.TimeTravel;

/// <summary>Works out what a moment's trials teach, from the views of that moment; anew only when other trials have ended by then, and not while the thumb moves.</summary>
public sealed partial class PastInsight : IDisposable
{
    private const int MoreTrials = 20; // as the page's own panel asks
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _gone = new();
    private ExplainAnswer? _explanation;
    private FrontAnswer? _front;
    private GainAnswer? _gain;
    private (int Ended, int Changes)? _shown;
    private int _asked;

    [Parameter, EditorRequired] public ReplayMoment Moment { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var (moment, asked) = (Moment, ++_asked);
        var state = (moment.Trials.Count(trial => trial.HasEnded), moment.Sweep.Changes.Count);
        if (state == _shown)
            return;
        try
        {
            await Task.Delay(Rest, Time, _gone.Token);
            if (asked != _asked)
                return;
            var (front, explanation, gain) = await Task.Run(() => Answer(moment), _gone.Token);
            if (asked == _asked)
                (_front, _explanation, _gain, _shown) = (front, explanation, gain, state);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The visitor left.
        }
    }

    private static (FrontAnswer? Front, ExplainAnswer Explanation, GainAnswer Gain) Answer(ReplayMoment moment)
    {
        var (sweep, spec) = (moment.Sweep, moment.Sweep.Spec);
        var study = new StudyFold(spec, [], sweep.Changes);
        foreach (var trial in moment.Trials)
            study.Take(TrialFacts.Of(trial));
        var seen = study.Everything();
        return (
            spec.FurtherObjectives.Count == 0 ? null : FrontAnswer.Of(sweep.Id, spec, ParetoFront.Of(study.Trained())),
            ExplainAnswer.Of(spec, 0, Explanation.Of(seen, 0)), GainAnswer.Of(spec.Objective, MoreTrials, ExpectedImprovement.Of(seen, MoreTrials)));
    }
}
