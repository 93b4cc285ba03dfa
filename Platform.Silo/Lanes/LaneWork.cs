using Platform.Core.Experiments;
using Platform.Core.Studies;
using Search;

namespace Platform.Silo.Lanes;

/// <summary>What a lane can do at one moment: go on with its own trial, propose one, or nothing. Immutable.</summary>
/// <param name="Unfinished">The number of the lane's own unfinished trial.</param>
/// <param name="Study">What the next proposal is computed from; null if there is nothing to propose now.</param>
/// <param name="Number">The number of the trial to propose.</param>
/// <param name="Waited">What a fixed lag cost before it.</param>
/// <param name="Changes">How many changes of the sweep are seen.</param>
internal sealed record LaneWork(SweepSpec Spec, int Changes, long BasedOn, int? Unfinished, StudyFold Search, StudyView? Study, int Number, ProposalWait? Waited)
{
    /// <summary>The rule that ends the search now instead.</summary>
    public (StopCause Cause, string Why)? Stop { get; private init; }

    /// <param name="active">How long the sweep has run, pauses not counted.</param>
    public static LaneWork Of(StudyMoment moment, int lane, TimeSpan active)
    {
        var (experiment, study) = (moment.Experiment, moment.Study);
        var number = experiment.Proposed + 1;
        var work = new LaneWork(experiment.Spec, experiment.Changes.Count, moment.BasedOn, study.UnfinishedOf(lane)?.Number, study, Study: null, number, Waited: null);
        // A sweep may have been given fewer lanes since this one began.
        var proposes = work.Unfinished is null && experiment.WantsProposals && lane < experiment.Spec.Parallelism && study.AwaitedBy(number) is null;
        if (proposes && StopRule.Check(experiment.Spec, study, number, active) is { } stop)
            return work with { Stop = stop };
        return proposes ? work with { Study = study.Before(number), Waited = Decisions.Waited(study, experiment.Spec, number, lane) } : work;
    }
}
