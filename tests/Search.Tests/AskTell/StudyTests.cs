using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.AskTell;

public class StudyTests
{
    private static readonly StudyOptions Two = new() { Seed = 4, Directions = [StudyDirection.Minimize, StudyDirection.Maximize] };

    [Fact]
    public void A_study_rebuilt_from_its_events_goes_on_alike()
    {
        var (study, events) = Driven();
        var text = JsonSerializer.Serialize(events);
        var again = Study.Restore(Some.MixedSpace, Samplers.Create("tpe"), Two, JsonSerializer.Deserialize<List<StudyEvent>>(text)!, new MedianPruner());
        Assert.Equal(JsonSerializer.Serialize(study.Trials), JsonSerializer.Serialize(again.Trials));
        Assert.Equal(JsonSerializer.Serialize(study.Front), JsonSerializer.Serialize(again.Front));
        Assert.Equal(study.Ask(), again.Ask());
        Assert.Equal(study.Ask(), again.Ask());
    }

    [Fact]
    public void Events_that_do_not_follow_from_each_other_are_refused()
    {
        var (_, events) = Driven();
        Assert.Equal("events[1]", Assert.Throws<StudyException>(() => Study.Restore(Some.MixedSpace, Samplers.Create("tpe"), Two, events.Skip(1))).Field);
    }

    [Fact]
    public void The_start_points_of_the_space_come_also_after_added_results()
    {
        var space = SearchSpace.Parse("""{"parameters":[{"name":"x","type":"float","low":0,"high":1}],"default":{"x":0.5},"start":[{"x":0.25}]}""");
        var study = new Study(space, Samplers.Create("random"), new StudyOptions());
        study.Add(ParameterSet.Of(("x", 0.9)), [1]);
        Assert.Equal([0.5, 0.25], study.Ask(2).Select(asked => (double)asked.Parameters["x"]));
        study = new Study(space, Samplers.Create("random"), new StudyOptions());
        Assert.Equal([0.5, 0.25], study.Ask(2).Select(asked => (double)asked.Parameters["x"]));
    }

    [Fact]
    public void Many_threads_share_one_study()
    {
        var study = new Study(Some.MixedSpace, Samplers.Create("random"), new StudyOptions());
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 50; i++)
            {
                var asked = study.Ask();
                study.Report(asked.Trial, 1, 1);
                study.Tell(asked.Trial, asked.Trial);
            }
        });
        Assert.Equal(Enumerable.Range(0, 400), study.Trials.Select(trial => trial.Number));
        Assert.Equal(0, study.Best!.Number);
    }

    [Fact]
    public void Steps_without_a_report_take_the_value_of_the_next()
    {
        var study = new Study(Some.MixedSpace, Samplers.Create("random"), new StudyOptions { Directions = [StudyDirection.Maximize] });
        var trial = study.Ask().Trial;
        study.Report(trial, 2, 0.5);
        study.Report(trial, 5, 0.75);
        var view = study.View;
        Assert.Equal([-0.5, -0.5, -0.75, -0.75, -0.75], view.Observations[^1].Curve);
        Assert.Equal((5, true), (view.MaxEpochs, view.Maximised));
        study.Report(trial, 6, 1);
        Assert.Equal(5, view.Observations[^1].Curve.Count);
    }

    // In bytes, which do not depend on what else the machine does: a copy of what was there before, for each trial, would show in them.
    [Fact]
    public void Asking_and_telling_allocates_as_much_after_sixty_thousand_trials_as_after_five_thousand()
    {
        var study = new Study(Some.MixedSpace, Samplers.Create("random"), new StudyOptions());
        AskAndTell(5_000);
        var early = AskAndTell(1_000);
        AskAndTell(54_000);
        var late = AskAndTell(1_000);
        Assert.InRange((double)late / early, 0, 1.1);

        long AskAndTell(int trials)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < trials; i++)
                study.Tell(study.Ask().Trial, i % 1000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static (Study Study, List<StudyEvent> Events) Driven()
    {
        var study = new Study(Some.MixedSpace, Samplers.Create("tpe"), Two, new MedianPruner());
        var events = new List<StudyEvent>();
        var table = new RandomSampler().Suggest(Some.Study(Some.MixedSpace, [], 99), 0).Parameters;
        events.Add(study.Add(table, [3, 1], [-1]));
        events.Add(study.Enqueue(ParameterSet.Of(("lr", 0.01))));
        for (var i = 0; i < 30; i++)
        {
            var asked = study.Ask();
            events.Add(asked);
            events.Add(study.Report(asked.Trial, 2, i % 7));
            events.Add((i % 5) switch
            {
                0 => study.Tell(asked.Trial, TrialState.Failed, []),
                1 => study.Tell(asked.Trial, TrialState.Pruned, []),
                2 => study.Tell(asked.Trial, TrialState.Completed, [i % 7, i % 3], [i - 20]),
                _ => study.Tell(asked.Trial, i % 7, i % 4),
            });
        }

        events.Add(study.Ask());
        return (study, events);
    }
}
