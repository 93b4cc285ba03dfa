using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Studies;
using Platform.Silo.Tests.Support;
using Search;
using Training.Core;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class BindingTests
{
    [Fact]
    public void A_run_s_fields_become_a_typed_training_configuration()
    {
        var spec = Some.Sweep(epochs: 3, width: 48);

        var bound = TrainingSpecBinding.Bind(spec.FieldsOf(ParameterSet.Of(("learning_rate", 0.01)), trialSeed: 42));

        Assert.Equal((3, 42L, "digits", 0.01, 32), (bound.Epochs, bound.Seed, bound.Data.Name, bound.Optimizer.LearningRate, bound.BatchSize));
        Assert.Equal([48], Assert.IsType<MlpSpec>(bound.Model).Widths);
    }

    [Fact]
    public void An_unknown_field_is_refused_by_name_with_what_was_probably_meant()
    {
        var fields = Some.Sweep().FieldsOf(ParameterSet.Of(("lerning_rate", 0.01)), trialSeed: 1);

        var error = Assert.Throws<SpecException>(() => TrainingSpecBinding.Bind(fields));

        Assert.Equal("lerning_rate", error.Field);
        Assert.Contains("learning_rate", error.Message["lerning_rate".Length..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_search_counts_from_zero_and_minimises_whatever_the_sweep_maximises()
    {
        var study = StudyBinding.ToStudy(Snapshot(
            Views.Trial("a", 1, status: TrialStatus.Completed, best: 0.9, accuracy: [0.8, 0.9]),
            Views.Trial("a", 2, accuracy: [0.7]),
            Views.Trial("a", 3, status: TrialStatus.Failed),
            Views.Trial("a", 1, status: TrialStatus.Completed, reproduces: "a-1", best: 0.9, accuracy: [0.9])));

        Assert.Equal([0, 1, 2], study.Observations.Select(o => o.Number)); // a reproduction is no evidence
        Assert.Equal([-0.9, null, null], study.Observations.Select(o => o.Value));
        Assert.Equal([-0.8, -0.9], study.Observations[0].Curve);
        Assert.Equal([TrialState.Completed, TrialState.Running, TrialState.Failed], study.Observations.Select(o => o.State));
    }

    [Fact]
    public void A_proposal_is_a_function_of_the_snapshot()
    {
        var snapshot = Snapshot(Views.Trial("a", 1, status: TrialStatus.Completed, best: 0.9, accuracy: [0.9]));

        Assert.Equal(StudyBinding.Suggest(snapshot).Parameters, StudyBinding.Suggest(snapshot).Parameters);
        Assert.Equal(["learning_rate"], StudyBinding.Suggest(snapshot).Parameters.Keys);
    }

    private static StudySnapshot Snapshot(params TrialView[] trials) => new(Views.Experiment("a", Some.Sweep(trials: 9), proposed: 3), trials, BasedOn: 12);
}
