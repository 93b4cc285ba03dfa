using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Studies;
using Platform.Core.Tests.Views;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.Studies;

public sealed class StudyReaderTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly EventJournal _journal;
    private readonly PlatformCommands _commands;
    private readonly PlatformViews _views;

    public StudyReaderTests(TestDatabase database)
    {
        _journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        _commands = new PlatformCommands(_journal);
        _views = new PlatformViews(database.DataSource);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task A_study_kept_for_long_one_read_anew_and_one_folded_from_the_events_are_the_same()
    {
        var script = new SweepScript(_commands, "kept");
        await script.CreateAsync(9, Direction.Maximize);
        var kept = new StudyReader(_views, new PastStudies(_journal));
        for (var number = 1; number <= 6; number++)
        {
            await script.ProposeAsync(number);
            await script.BeginAsync(number, "silo-a");
            for (var epoch = 1; epoch <= (number % 3) + 1; epoch++)
            {
                await script.ReportAsync(number, 1, epoch, epoch == 2 ? 0 : 0.5 / number);
                var one = await ObservationsAsync(kept);
                Assert.Equal(one, await ObservationsAsync(new StudyReader(_views, new PastStudies(_journal))));
                Assert.Equal(one, await FoldedAsync());
            }
            if (number == 4)
                await _commands.ApplyAsync(script.Trial(4), new CancelTrial("enough", DateTimeOffset.UnixEpoch));
        }
        var last = await ObservationsAsync(kept);
        Assert.Equal(6, last.Count);
        Assert.Contains("#1 carried 2 Completed -0.25 [-0.25, 0, -0.25]", last);
        Assert.Contains("#3 carried 4 Failed -0.125 [-0.125, 0]", last);
    }

    [Fact]
    public void The_search_counts_from_zero_and_minimises_whatever_the_sweep_maximises()
    {
        var study = new StudyFold(SomeStudy.Spec, []);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, bestEpoch: 2, 0.8, 0.9));
        study.Take(SomeStudy.Trial(2, TrialStatus.Running, bestEpoch: 1, 0.7));
        study.Take(SomeStudy.Trial(3, TrialStatus.Failed, bestEpoch: null));

        var observations = study.Before(4).Observations;

        Assert.Equal([0, 1, 2], observations.Select(o => o.Number));
        Assert.Equal([-0.9, null, null], observations.Select(o => o.Value));
        Assert.Equal([-0.8, -0.9], observations[0].Curve);
        Assert.Equal([TrialState.Completed, TrialState.Running, TrialState.Failed], observations.Select(o => o.State));
        Assert.True(study.Before(4).Maximised);
    }

    [Fact]
    public void Further_objectives_and_constraints_are_those_of_the_best_epoch()
    {
        var study = new StudyFold(
            SomeStudy.Spec with
            {
                FurtherObjectives = [new Objective("validation_loss", Direction.Minimize)],
                Constraints = [new MetricConstraint("validation_loss", AtMost: true, 0.15), new MetricConstraint("nothing", AtMost: false, 1)],
            },
            []);
        study.Take(SomeStudy.Trial(1, TrialStatus.Completed, bestEpoch: 2, 0.8, 0.9, 0.85));
        study.Take(SomeStudy.Trial(2, TrialStatus.Running, bestEpoch: 1, 0.7));

        var view = study.Before(3);

        Assert.Equal(2, view.Objectives);
        Assert.Equal([1 - 0.9], view.Observations[0].FurtherValues);
        Assert.Equal([1 - 0.9 - 0.15, double.NaN], view.Observations[0].Constraints);
        Assert.False(view.Observations[0].IsFeasible);
        Assert.Empty(view.Observations[1].FurtherValues);
    }

    [Fact]
    public void What_grows_in_training_is_told_by_whole_trainings_only()
    {
        var spec = SomeStudy.Spec with
        {
            FurtherObjectives = [new Objective("trained_seconds", Direction.Minimize)],
            Constraints = [new MetricConstraint("trained_seconds", AtMost: true, 60), new MetricConstraint("validation_loss", AtMost: true, 0.5), new MetricConstraint("trained_seconds", AtMost: false, 10)],
        };
        var study = new StudyFold(spec, []);
        study.Take(Timed(1, TrialStatus.Completed, 50, 0.8, 0.9, 0.85));
        study.Take(Timed(2, TrialStatus.Pruned, 5, 0.7));
        study.Take(Timed(3, TrialStatus.Pruned, 70, 0.7));

        var seen = study.Before(4).Observations;

        Assert.Equal([50.0, double.NaN, double.NaN], seen.Select(o => o.FurtherValues[0]));
        Assert.Equal([-10.0, Observation.NotBrokenSoFar, 10], seen.Select(o => o.Constraints[0]));
        Assert.Equal([-40.0, Observation.NotBrokenSoFar, -60], seen.Select(o => o.Constraints[2])); // five seconds could have become ten
        Assert.Equal([true, true, false], seen.Select(o => o.IsFeasible));
        Assert.Equal([0], ParetoFront.Members(study.Before(4))); // to be stopped after five seconds is no merit

        // Under fewer epochs a trial that was stopped after as many is a whole training; under more a whole one is a part.
        study.Follow(spec with { Epochs = 1 }, [new SweepChange(3, spec, "me", "", DateTimeOffset.UnixEpoch)]);
        Assert.Equal([50.0, 5, 70], study.Before(4).Observations.Select(o => o.FurtherValues[0]));
        var longer = new StudyFold(spec, []);
        longer.Take(Timed(1, TrialStatus.Completed, 50, 0.8, 0.9, 0.85));
        longer.Follow(spec with { Epochs = 9 }, [new SweepChange(1, spec, "me", "", DateTimeOffset.UnixEpoch)]);
        Assert.Equal((TrialState.Pruned, Observation.NotBrokenSoFar), (longer.Before(2).Observations[0].State, longer.Before(2).Observations[0].Constraints[0]));

        static TrialFacts Timed(int number, TrialStatus status, double seconds, params double[] accuracies)
        {
            var trial = SomeStudy.Trial(number, status, 1, accuracies);
            return trial with { MetricAt = (metric, epoch) => metric == TrialMetrics.TrainedSeconds ? seconds : trial.MetricAt(metric, epoch) };
        }
    }

    [Fact]
    public void With_a_lag_a_proposal_sees_only_what_it_would_see_with_any_number_of_workers()
    {
        var spec = SomeStudy.Spec with { Lag = 2 };
        var eager = new StudyFold(spec, []); // one worker: everything before a proposal has ended
        eager.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.5));
        eager.Take(SomeStudy.Trial(2, TrialStatus.Completed, 1, 0.6));
        eager.Take(SomeStudy.Trial(3, TrialStatus.Completed, 1, 0.7));
        var parallel = new StudyFold(spec, []);
        parallel.Take(SomeStudy.Trial(1, TrialStatus.Completed, 1, 0.5));
        parallel.Take(SomeStudy.Trial(2, TrialStatus.Completed, 1, 0.6));
        parallel.Take(SomeStudy.Trial(3, TrialStatus.Running, 1, 0.1));

        var (one, two) = (eager.Before(4), parallel.Before(4));

        Assert.Equal(SomeStudy.Describe(one.Observations), SomeStudy.Describe(two.Observations));
        Assert.Equal(["#0  Completed -0.5 [-0.5]", "#1  Completed -0.6 [-0.6]", "#2  Running  []"], SomeStudy.Describe(one.Observations));
    }

    [Fact]
    public void With_a_lag_a_proposal_waits_for_the_trial_it_must_see()
    {
        var study = new StudyFold(SomeStudy.Spec with { Lag = 2 }, []);
        study.Take(SomeStudy.Trial(1, TrialStatus.Running, null));
        Assert.Null(study.AwaitedBy(2));
        study.Take(SomeStudy.Trial(2, TrialStatus.Completed, 1, 0.5));

        Assert.Equal(1, study.AwaitedBy(3));
        Assert.Throws<InvalidOperationException>(() => study.Before(3));

        study.Take(SomeStudy.Trial(1, TrialStatus.Failed, null));
        Assert.Null(study.AwaitedBy(3));
    }

    [Fact]
    public void A_long_history_of_changes_is_written_anew_and_decides_the_same()
    {
        var (changed, fresh) = (new StudyFold(SomeStudy.Spec, []), new StudyFold(SomeStudy.Spec, []));
        var curve = new double[6_000];
        for (var epoch = 1; epoch <= curve.Length; epoch++)
        {
            curve[epoch - 1] = 1.0 / epoch;
            changed.Take(SomeStudy.Trial(1, TrialStatus.Running, 1, curve[..epoch]));
            changed.During(1);
        }
        fresh.Take(SomeStudy.Trial(1, TrialStatus.Running, 1, curve));

        var view = changed.Before(2);

        Assert.InRange(view.Observations.Count, 1, 5_000);
        Assert.Equal(SomeStudy.Describe(fresh.Before(2).Observations), SomeStudy.Describe(view.Observations));
        Assert.Equal(fresh.Suggest(fresh.Before(2), 2).Parameters, changed.Suggest(view, 2).Parameters);
    }

    private static async Task<IReadOnlyList<string>> ObservationsAsync(StudyReader reader) =>
        (await reader.ReadAsync("kept", moment => SomeStudy.Describe(moment.Study.Before(moment.Experiment.Proposed + 1).Observations)))!;

    private async Task<IReadOnlyList<string>> FoldedAsync()
    {
        var replay = new StudyReplay();
        await foreach (var recorded in SweepEvents.ReadAsync(_journal, "kept", long.MaxValue, TestContext.Current.CancellationToken))
            replay.Take(recorded);
        var study = new StudyFold(replay.Experiment.Spec!, []);
        replay.Tell(study);
        return SomeStudy.Describe(study.Before(replay.Experiment.Proposed + 1).Observations);
    }
}
