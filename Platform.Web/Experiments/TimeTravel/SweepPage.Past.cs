using Microsoft.AspNetCore.Components;
using Platform.Core.History;
using Platform.Core.Views;

namespace Platform.Web.Experiments;

/// <summary>The sweep's page as of an event: what it shows is taken from a moment of the replay, and news wait until the visitor is back in the present.</summary>
public sealed partial class SweepPage
{
    private ReplayMoment? _past;

    /// <summary>The number of an event to show the sweep as of.</summary>
    [SupplyParameterFromQuery(Name = "at")] public long? At { get; set; }

    private async Task TravelAsync(ReplayMoment? moment)
    {
        var back = _past is not null && moment is null;
        _past = moment;
        _turn++;
        if (moment is not null)
            Become(moment);
        else if (back)
            await LoadAsync();
    }

    private void Become(ReplayMoment moment)
    {
        if (!ReferenceEquals(_sweep?.Spec, moment.Sweep.Spec))
            Follow(moment.Sweep.Spec);
        foreach (var later in _own.Keys.Where(number => number > moment.Trials.Count).ToList())
            _own.Remove(later);
        foreach (var trial in moment.Trials.Where(trial => !ReferenceEquals(_own.GetValueOrDefault(trial.Number), trial)))
            _own[trial.Number] = trial;
        (_sweep, _reproductions, _list, _now) = (moment.Sweep, moment.Reproductions, moment.Trials, moment.At);
        // Who waited in the queue is not known; the silos are those that trained something of this sweep.
        _place = new(0, 0, 0);
        _silos = [.. Active.Where(t => t.Silo is not null).GroupBy(t => t.Silo!, StringComparer.Ordinal).Select(silo => new SiloView(silo.Key, silo.Key, 0, silo.Count(), 1, [], [], "", moment.At, moment.At))];
    }
}
