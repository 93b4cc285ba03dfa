using Search;

namespace Platform.Core.OpenStudies;

/// <summary>The rules of an open study: which facts a command leads to, and the state after them. Pure; a repeated command yields nothing.</summary>
public static class StudyDecider
{
    /// <summary>The events of a command and the state that they lead to.</summary>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static (IReadOnlyList<StudyEvent> Events, OpenStudy Next) Decide(OpenStudy study, StudyCommand command)
    {
        ArgumentNullException.ThrowIfNull(study);
        return (study.Spec, command) switch
        {
            (null, CreateStudy c) => After(study, new StudyCreated(c.StudyId, c.Spec, c.By, c.At)),
            (null, _) => throw new RuleViolation("There is no such study."),
            (_, CreateStudy) => ([], study),
            (_, AskTrials c) => Ask(study, c),
            (_, ReportValues c) => Report(study, c),
            (_, TellTrial c) => Tell(study, c),
            _ => throw new System.Diagnostics.UnreachableException($"A study does not know {command.GetType().Name}."),
        };
    }

    private static (IReadOnlyList<StudyEvent>, OpenStudy) Ask(OpenStudy study, AskTrials c)
    {
        if (c.Command is not null && study.Asks.ContainsKey(c.Command))
            return ([], study);
        if (study.Trials.Count + (long)c.Count > study.Spec!.Trials)
            throw new RuleViolation($"{study.Trials.Count} of the study's {study.Spec.Trials} trials have been asked for, so {c.Count} more are too many; ask for fewer, or create a study with more trials.");
        var sampler = Samplers.Create(study.Spec.Sampler.Name, study.Spec.Sampler.Options);
        var events = new List<StudyEvent>();
        for (var i = 0; i < c.Count; i++)
        {
            var proposal = sampler.Suggest(study.View, study.Trials.Count);
            var asked = new StudyTrialAsked(
                study.Trials.Count, WithoutNegativeZeros(proposal.Parameters), proposal.Why, proposal.Rationale, proposal.Carried, c.Command, c.At);
            events.Add(asked);
            study = study.Evolve(asked);
        }

        return (events, study);
    }

    private static (IReadOnlyList<StudyEvent>, OpenStudy) Report(OpenStudy study, ReportValues c)
    {
        var trial = Find(study, c.Trial);
        if (c.Command is not null && study.Reports.Contains((c.Trial, c.Command)))
            return ([], study); // its epoch may be one that was counted on from the first time
        var known = Math.Min(c.Values.Count, trial.Curve.Count - (c.Epoch - 1));
        if (known < 0)
            throw new RuleViolation($"Epoch {c.Epoch} of trial {c.Trial} cannot follow epoch {trial.Curve.Count}; report epoch {trial.Curve.Count + 1} first.");
        for (var i = 0; i < known; i++)
        {
            if (!trial.Curve[c.Epoch - 1 + i].Equals(c.Values[i] + 0.0))
                throw new RuleViolation($"Epoch {c.Epoch + i} of trial {c.Trial} was reported with another value; a report is not changed.");
        }

        if (known == c.Values.Count)
            return ([], study);
        if (trial.State != TrialState.Running)
            throw new RuleViolation($"Trial {c.Trial} has ended; nothing more can be reported.");
        if (c.Epoch - 1 + c.Values.Count > study.Spec!.MaxEpochs)
            throw new RuleViolation($"Epoch {c.Epoch - 1 + c.Values.Count} is beyond the study's {study.Spec.MaxEpochs}; create the study with a larger maxEpochs.");
        return After(study, new StudyValuesReported(c.Trial, c.Epoch + known, [.. c.Values.Skip(known).Select(value => value + 0.0)], c.At, c.Command));
    }

    private static (IReadOnlyList<StudyEvent>, OpenStudy) Tell(OpenStudy study, TellTrial c)
    {
        var trial = Find(study, c.Trial);
        var told = new StudyTrialTold(c.Trial, c.Outcome, [.. c.Values.Select(value => value + 0.0)], [.. c.Constraints.Select(value => value + 0.0)], c.At);
        if (trial.State == TrialState.Running)
            return After(study, told);
        if (trial.State == OpenStudy.StateOf(c.Outcome) && trial.Values.SequenceEqual(told.Values) && trial.Constraints.SequenceEqual(told.Constraints))
            return ([], study);
        throw new RuleViolation($"Trial {c.Trial} was told already, with another result; tell each trial once.");
    }

    private static StudyTrial Find(OpenStudy study, int trial) => trial >= 0 && trial < study.Trials.Count
        ? study.Trials[trial]
        : throw new RuleViolation($"Trial {trial} was never asked for; {(study.Trials.IsEmpty ? "ask first" : $"trials 0 to {study.Trials.Count - 1} were")}.");

    private static (IReadOnlyList<StudyEvent>, OpenStudy) After(OpenStudy study, StudyEvent @event) => ([@event], study.Evolve(@event));

    // The journal's JSON does not keep the sign of a zero, so nothing that is folded may have one.
    private static ParameterSet WithoutNegativeZeros(ParameterSet parameters) =>
        new(parameters.Select(p => p.Value is 0.0 ? KeyValuePair.Create(p.Key, (object)0.0) : p));
}
