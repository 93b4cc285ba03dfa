using System.Globalization;
using System.Text.Json;
using Npgsql;
using Platform.Core.Experiments;
using Platform.Core.Stories;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Search;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Every decision of real sweeps, computed again from the journal.</summary>
public sealed class VerifyTests(SiloPlatform platform, ITestOutputHelper output) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_sequential_sweep_comes_out_identical_and_one_altered_number_is_found()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 14, epochs: 3, samples: 300, sampler: "tpe", pruner: "median"));
        var sweep = await platform.CompletedAsync(id);

        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal((14, sweep.Pruned), (verification.Proposals, verification.Prunings));

        // The results of the best of the first ten are part of what the last trials were proposed from.
        var best = (await platform.Views.TrialsOfAsync(id)).Where(t => t.Number <= 10).MaxBy(t => t.BestValue)!;
        await TamperAsync(
            "update mt_events set data = jsonb_set(data, '{metrics,validation_accuracy}', '0.0') where stream_id = @stream and type = 'epoch_completed'",
            StreamOf(best.Id),
            rows: best.LastEpoch);
        var altered = await VerifyAsync(id);
        Assert.False(altered.Identical, altered.Summary);
        Assert.NotNull(altered.FirstDifference);
        output.WriteLine(altered.Summary);
    }

    [Fact]
    public async Task Trials_that_stop_early_are_completed_tested_with_their_best_epoch_and_verified()
    {
        await platform.SharedSiloAsync();
        var sweep = Some.Sweep(trials: 4, epochs: 30, samples: 300, sampler: "tpe", pruner: "median", more: [("early_stopping", 2L), ("early_stopping_delta", 100.0)]);
        var id = await platform.LaunchAsync(sweep);
        var done = await platform.CompletedAsync(id);

        var trials = await platform.Views.TrialsOfAsync(id);
        Assert.Equal((4, 0), (done.Completed, done.Pruned));
        Assert.All(trials, t => Assert.Equal(3, t.LastEpoch)); // the first is never beaten by 100, two more are the patience
        var events = await platform.EventsWhenAsync(done.BestTrialId!, e => e.Any(x => x is TestEvaluated));
        var completed = Assert.Single(events.OfType<TrialCompleted>());
        Assert.Contains("Stopped early", completed.StoppedEarly, StringComparison.Ordinal);
        var tested = Assert.Single(events.OfType<TestEvaluated>());
        Assert.Equal(events.OfType<EpochCompleted>().ElementAt(completed.BestEpoch - 1).Checkpoint, tested.Checkpoint);
        Assert.Equal(tested.Metrics["test_accuracy"], tested.Confusion!.Counts.Select((row, c) => row[c]).Sum() / (double)tested.Confusion.Counts.Sum(row => row.Sum()), 1e-9);
        Assert.All(events.OfType<EpochCompleted>(), e => Assert.NotEmpty(e.Health!.GradientNorms));
        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);
    }

    [Fact]
    public async Task Of_an_altered_proposal_the_first_difference_says_what_where_and_both_values()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 3, epochs: 1, samples: 300));
        await platform.CompletedAsync(id);

        await TamperAsync(
            "update mt_events set data = jsonb_set(data, '{parameters,learning_rate}', '0.5') where stream_id = @stream and type = 'trial_proposed' and (data ->> 'number')::int = 2",
            $"experiment-{id}");
        var verification = await VerifyAsync(id);

        var difference = verification.FirstDifference;
        Assert.NotNull(difference);
        Assert.Equal(("proposal", $"{id}-2", "parameters.learning_rate", "0.5"), (difference.Decision, difference.TrialId, difference.What, difference.Found));
        Assert.InRange(double.Parse(difference.Expected, System.Globalization.CultureInfo.InvariantCulture), 1e-4, 1e-2);
    }

    [Fact]
    public async Task A_sweep_of_four_lanes_comes_out_identical_also_when_its_silo_was_killed()
    {
        await platform.StopSharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 16, epochs: 4, parallelism: 4, samples: 1000, sampler: "tpe", pruner: "median"));
        await using (var first = await platform.StartSiloAsync(slots: 4))
        {
            await platform.HoldsAsync(async () => (await platform.ExperimentAsync(id)).Completed >= 4);
            first.Kill();
        }
        await using var silo = await platform.StartSiloAsync(slots: 4);
        var running = await VerifyAsync(id); // a running sweep can be verified too
        Assert.True(running.Identical, running.Summary);
        await platform.CompletedAsync(id);

        var verification = await VerifyAsync(id);

        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal(16, verification.Proposals);
        output.WriteLine(verification.Summary);
    }

    [Fact]
    public async Task A_sweep_stops_at_its_target_and_the_decision_comes_out_again()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 50, epochs: 2, samples: 300) with { Stop = new StopRules(Target: 0.05) });

        var sweep = await platform.CompletedAsync(id);

        Assert.Equal(StopCause.Target, sweep.SearchStopped?.Cause);
        Assert.InRange(sweep.Proposed, 1, 3);
        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal(1, verification.Stops);
    }

    [Fact]
    public async Task A_population_goes_on_from_checkpoints_and_a_run_of_it_is_reproduced_to_the_last_bit()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 6, epochs: 2, samples: 300) with { Sampler = new ComponentChoice("pbt", ParameterSet.Of(("population", 2L))) });
        await platform.CompletedAsync(id);

        var heir = (await platform.Views.TrialsOfAsync(id)).Last(t => t.Inherits is not null);
        Assert.Equal((await platform.TrialAsync(heir.Inherits!.TrialId)).Checkpoints[heir.Inherits.Epoch - 1], heir.Inherits.Checkpoint);
        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);

        var copy = await platform.Commands.RequestReproductionAsync(heir.Id, "test", SiloPlatform.Now);
        await platform.HoldsAsync(async () => (await platform.TrialAsync(copy)).Verdict is not null);
        var verdict = (await platform.TrialAsync(copy)).Verdict!;
        Assert.True(verdict.Identical, verdict.Summary);
    }

    [Fact]
    public async Task With_a_fixed_lag_one_lane_and_four_make_the_same_sweep()
    {
        await platform.SharedSiloAsync();
        var spec = Some.Sweep(trials: 16, epochs: 3, samples: 300, sampler: "tpe", pruner: "median") with { Lag = 4 };
        var alone = await platform.LaunchAsync(spec);
        await platform.CompletedAsync(alone);
        var parallel = await platform.LaunchAsync(spec with { Parallelism = 4 });
        var sweep = await platform.CompletedAsync(parallel);

        var (one, four) = (await platform.Views.TrialsOfAsync(alone), await platform.Views.TrialsOfAsync(parallel));
        Assert.Equal(one.Select(t => t.Parameters), four.Select(t => t.Parameters));
        Assert.Equal(one.Select(t => t.Why), four.Select(t => t.Why));
        Assert.Equal(one.Select(t => (t.Status, t.LastEpoch)), four.Select(t => (t.Status, t.LastEpoch)));
        Assert.Equal(one.Select(t => t.BestValue), four.Select(t => t.BestValue));
        Assert.True((await VerifyAsync(alone)).Identical);
        var verification = await VerifyAsync(parallel);
        Assert.True(verification.Identical, verification.Summary);
        var proposals = (await platform.Journal.ReadStreamAsync($"experiment-{parallel}")).Select(e => e.Data).OfType<TrialProposed>();
        Assert.Equal(proposals.Sum(p => p.Waited?.Idle.TotalSeconds ?? 0), sweep.IdleSeconds, 6);
        output.WriteLine($"Idle for {sweep.IdleSeconds:0.00} s with four lanes.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task A_sweep_whose_space_and_budget_were_changed_under_way_comes_out_identical(int? lag)
    {
        await platform.SharedSiloAsync();
        var spec = Some.Sweep(trials: 200, epochs: 3, parallelism: 2, samples: 300, sampler: "tpe", pruner: "median") with { Lag = lag };
        var id = await platform.LaunchAsync(spec);
        await platform.HoldsAsync(async () => (await platform.ExperimentAsync(id)).Proposed >= 3);
        var total = (await platform.ExperimentAsync(id)).Proposed + 11;
        var narrower = spec with
        {
            Trials = total, Epochs = 2, Parallelism = 3, Space = JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low = 1e-3, high = 1e-2, log = true } }),
        };
        var changed = await platform.Commands.ApplyAsync(id, new ChangeSweep(narrower, 0, "test", "the edge was bad", SiloPlatform.Now));
        var after = Assert.Single(changed.Changes).AfterTrial;

        var sweep = await platform.CompletedAsync(id);

        var trials = await platform.Views.TrialsOfAsync(id);
        Assert.Equal(total, trials.Count);
        Assert.All(trials, trial => Assert.Equal(trial.Number <= after ? 3 : 2, trial.Epochs));
        Assert.All(trials.Where(trial => trial.Number > after), trial => Assert.InRange((double)trial.Parameters["learning_rate"], 1e-3, 1e-2));
        Assert.Equal(total, sweep.Spec.Trials);
        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal((total, sweep.Pruned), (verification.Proposals, verification.Prunings));
        var story = await new TrialStories(platform.Journal, platform.Views).ReadAsync($"{id}-1", TestContext.Current.CancellationToken);
        var line = Assert.Single(story!, line => line.Kind == "changed");
        Assert.StartsWith($"test changed the sweep's space or budget after trial {after} (the edge was bad). To the search this trial is since then: ", line.Text, StringComparison.Ordinal);

        // The change is part of what later decisions are computed from.
        await TamperAsync(
            "update mt_events set data = jsonb_set(data, '{spec,space,learning_rate,low}', '0.002') where stream_id = @stream and type = 'sweep_changed'", $"experiment-{id}");
        Assert.False((await VerifyAsync(id)).Identical);
        output.WriteLine($"{verification.Summary} Changed after trial {after}. {line.Text}");
    }

    [Fact]
    public async Task A_sweep_begins_with_the_best_of_the_past_as_it_was_at_the_launch_and_comes_out_again()
    {
        await platform.SharedSiloAsync();
        // A may still run when B is launched; what it finds later B must not know.
        var a = await platform.LaunchAsync(Some.Sweep(trials: 9, epochs: 1, samples: 300, sampler: "random"));
        await platform.HoldsAsync(async () => (await platform.ExperimentAsync(a)).Completed >= 6);
        var known = (await platform.Views.TrialsOfAsync(a)).Where(trial => trial.Status == TrialStatus.Completed).OrderByDescending(trial => trial.BestValue).ThenBy(trial => trial.Number).ToArray();
        var b = await platform.LaunchAsync(Some.Sweep(trials: 9, epochs: 1, samples: 300, sampler: "auto", seed: 8) with { WarmStart = [a] });
        await platform.CompletedAsync(a);
        await platform.CompletedAsync(b);

        var trials = (await platform.Views.TrialsOfAsync(b)).OrderBy(trial => trial.Number).ToArray();
        var launched = (await platform.Journal.ReadStreamAsync($"experiment-{b}"))[0].Sequence;
        var past = (await new PastStudies(platform.Journal).OfAsync(b, (await platform.ExperimentAsync(b)).Spec, TestContext.Current.CancellationToken))[0];
        Assert.InRange(past.Observations.Count(trial => trial.State == TrialState.Completed), known.Length, 9);
        var best = past.Observations.Where(trial => trial.State == TrialState.Completed).OrderBy(trial => trial.Value).ThenBy(trial => trial.Number).Take(3).ToArray();
        Assert.Equal(best.Select(trial => trial.Parameters), trials.Take(3).Select(trial => trial.Parameters));
        Assert.Equal("Among the best of the earlier study 'test' (rank 1): tried again here.", trials[0].Why);
        Assert.Contains(trials.Skip(3), trial => trial.Why!.Contains("earlier stud", StringComparison.Ordinal) || trial.Why!.Contains("model predicts", StringComparison.Ordinal));

        var verification = await VerifyAsync(b);
        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal(9, verification.Proposals);
        foreach (var trial in trials)
            output.WriteLine($"{trial.Number}: {trial.BestValue:0.000} {trial.Why}");
        output.WriteLine($"B was launched at event {launched}. {verification.Summary}");

        // The decisions really hang on A: with another result of its best trial before the launch B's first proposal is another.
        var changed = (await platform.Views.TrialsOfAsync(a)).First(trial => trial.Parameters.Equals(best[0].Parameters));
        await TamperAsync(
            "update mt_events set data = jsonb_set(data, '{metrics,validation_accuracy}', '0.0') where stream_id = @stream and type = 'epoch_completed'",
            StreamOf(changed.Id), rows: changed.LastEpoch);
        Assert.Equal(("proposal", $"{b}-1"), ((await VerifyAsync(b)).FirstDifference!.Decision, (await VerifyAsync(b)).FirstDifference!.TrialId));
    }

    [Fact]
    public async Task A_sweep_begins_with_the_best_of_a_table_and_comes_out_again()
    {
        await platform.SharedSiloAsync();
        var sweep = Some.Sweep(trials: 5, epochs: 1, samples: 300, sampler: "gp");
        var names = sweep.ParseSpace().Parameters.Select(parameter => parameter.Name).ToArray();
        var points = Enumerable.Range(0, 6).Select(i => Samplers.Create("random").Suggest(new StudyView(sweep.ParseSpace(), [], 3, 1), i).Parameters).ToArray();
        var rows = points.Select((point, i) => string.Join(',', [.. names.Select(name => Convert.ToString(point.GetValueOrDefault(name), CultureInfo.InvariantCulture)), $"0.{i + 1}"]));
        var id = await platform.LaunchAsync(sweep with { PastResults = [new PastResults("spring", string.Join('\n', [.. new[] { string.Join(',', [.. names, "value"]) }, .. rows]))] });
        await platform.CompletedAsync(id);

        var first = (await platform.Views.TrialsOfAsync(id)).Single(trial => trial.Number == 1);
        Assert.Equal(points[5], first.Parameters);
        Assert.Equal("Among the best of the earlier study 'spring' (rank 1): tried again here.", first.Why);
        var verification = await VerifyAsync(id);
        Assert.True(verification.Identical, verification.Summary);
        Assert.Equal(5, verification.Proposals);
    }

    private async Task<SweepVerification> VerifyAsync(string id) =>
        (await new SweepVerifier(platform.Journal, new PastStudies(platform.Journal)).VerifyAsync(id, TestContext.Current.CancellationToken))!;

    private static string StreamOf(string trialId) => $"trial-{trialId}";

    private async Task TamperAsync(string sql, string stream, int rows = 1)
    {
        await using var command = platform.Database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter("stream", stream));
        Assert.Equal(rows, await command.ExecuteNonQueryAsync());
    }
}
