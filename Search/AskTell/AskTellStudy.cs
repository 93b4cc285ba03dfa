using System.Globalization;

namespace Search;

/// <summary>The state of an ask-and-tell session: trials asked and told, in memory. Not thread-safe.</summary>
internal sealed class AskTellStudy(SearchSpace space, ISampler sampler, AskTellOptions options)
{
    private readonly List<Observation> _trials = [];

    /// <summary>The best trial told so far and its value in the caller's sign; null before the first.</summary>
    public (int Trial, double Value)? Best { get; private set; }

    /// <summary>Refuses <paramref name="count"/> more trials when that is above the bound.</summary>
    public void RefuseMoreThanAllowed(long count)
    {
        if (_trials.Count + count > options.Trials)
            throw new AskTellException(string.Create(CultureInfo.InvariantCulture,
                $"ask: {_trials.Count} of {options.Trials} trials have been proposed, so {count} more are too many; ask for fewer, or start again with more trials."));
    }

    /// <summary>Proposes the next trial.</summary>
    public (int Trial, Proposal Proposal) Ask()
    {
        var number = _trials.Count;
        var proposal = sampler.Suggest(new StudyView(space, _trials, options.Seed, MaxEpochs: 1), number);
        _trials.Add(new Observation(number, proposal.Parameters, TrialState.Running, null, []));
        return (number, proposal);
    }

    /// <summary>Ends a trial with a value in the caller's sign; null when it failed.</summary>
    public void Tell(long trial, double? value)
    {
        if (trial < 0 || trial >= _trials.Count)
            throw new AskTellException(string.Create(CultureInfo.InvariantCulture, $"tell.trial: {trial} was never asked for; {Asked()}."));
        var told = _trials[(int)trial];
        if (told.State != TrialState.Running)
            throw new AskTellException(string.Create(CultureInfo.InvariantCulture, $"tell.trial: {trial} was told already; tell each trial once."));
        var minimised = options.Maximise ? -value : value;
        _trials[told.Number] = told with { State = value is null ? TrialState.Failed : TrialState.Completed, Value = minimised };
        if (value is { } found && (Best is not { } best || (options.Maximise ? found > best.Value : found < best.Value)))
            Best = (told.Number, found);
    }

    private string Asked() => _trials.Count == 0
        ? "ask first"
        : string.Create(CultureInfo.InvariantCulture, $"trials 0 to {_trials.Count - 1} were");
}
