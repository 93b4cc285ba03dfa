using Microsoft.AspNetCore.Components;
using Platform.Core.History;
using Platform.Core.Studies;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Search;

namespace Platform.Web.Experiments.TimeTravel;

/// <summary>Works out what a moment's trials teach, from the views of that moment; anew only when other trials have ended by then, and not while the thumb moves.</summary>
public sealed partial class PastInsight : IDisposable
{
    private const int MoreTrials = 20; // as the page's own panel asks
    private const int MostUnasked = 1_000; // of more trials it keeps both cores busy for seconds, and steps should not wait for that
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    private readonly Departure _gone = new();
    private ExplainAnswer? _explanation;
    private FrontAnswer? _front;
    private GainAnswer? _gain;
    private (int Ended, int Changes)? _shown;
    private int _asked;
    private ReplayMoment? _seen;
    private bool _waits; // until it is asked for
    private bool _busy;

    [Parameter, EditorRequired] public ReplayMoment Moment { get; set; } = null!;

    [Inject] private PatientThreads Threads { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _gone.Dispose();
    }

    private int Ended => Moment.Trials.Count(trial => trial.HasEnded);

    protected override Task OnParametersSetAsync()
    {
        if (ReferenceEquals(Moment, _seen))
            return Task.CompletedTask; // the page was drawn again, nobody has moved
        (_seen, _busy) = (Moment, false);
        _asked++;
        var state = (Ended, Moment.Sweep.Changes.Count);
        if (state == _shown)
            return Task.CompletedTask;
        (_front, _explanation, _gain, _shown) = (null, null, null, null); // those of another moment would lie
        _waits = state.Ended > MostUnasked;
        return _waits ? Task.CompletedTask : WorkAsync(Moment, _asked, state);
    }

    private Task AskAsync()
    {
        _busy = true;
        return WorkAsync(Moment, _asked, (Ended, Moment.Sweep.Changes.Count));
    }

    private async Task WorkAsync(ReplayMoment moment, int asked, (int Ended, int Changes) state)
    {
        try
        {
            await Task.Delay(Rest, Time, _gone.Token);
            if (asked != _asked)
                return;
            var taught = await Threads.RunAsync<(FrontAnswer? Front, ExplainAnswer Explanation, GainAnswer Gain)?>(() => asked == Volatile.Read(ref _asked) ? Answer(moment) : null, _gone.Token);
            if (asked == _asked && taught is var (front, explanation, gain))
                (_front, _explanation, _gain, _shown, _waits) = (front, explanation, gain, state, false);
        }
        catch (OperationCanceledException) when (_gone.Happened)
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
