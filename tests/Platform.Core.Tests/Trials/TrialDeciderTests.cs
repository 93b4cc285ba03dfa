using Platform.Core.Trials;
using Xunit;
using static Platform.Core.Tests.Trials.TrialSpec;

namespace Platform.Core.Tests.Trials;

public sealed class TrialDeciderTests
{
    [Fact]
    public void The_first_attempt_starts_the_trial() =>
        Assert.Equal(1, Assert.IsType<TrialStarted>(Assert.Single(Given(Created()).When(Begin()))).Attempt);

    [Fact]
    public void The_first_attempt_says_whether_it_has_its_silo_to_itself()
    {
        Assert.True(Assert.IsType<TrialStarted>(Assert.Single(Given(Created()).When(Begin() with { Alone = true }))).Alone);
        Assert.False(Assert.IsType<TrialStarted>(Assert.Single(Given(Created()).When(Begin()))).Alone);
    }

    [Fact]
    public void A_later_attempt_resumes_after_the_last_epoch_with_its_checkpoint()
    {
        var resumed = Assert.IsType<TrialResumed>(Assert.Single(Given(Created(), Started(), Epoch(1), Epoch(2)).When(Begin())));
        Assert.Equal((2, 2, "digest-2"), (resumed.Attempt, resumed.FromEpoch, resumed.Checkpoint));
    }

    [Fact]
    public void A_resume_on_changed_data_fails_and_names_both_digests() =>
        Fails(Given(Created(), Started(), Epoch(1)).When(Begin(data: "data-2")), "data-1", "data-2");

    [Fact]
    public void An_attempt_that_cannot_train_begins_and_fails_in_one_moment_with_its_cause()
    {
        var events = Given(Created()).When(Begin(data: "unavailable") with { Problem = "'digits' is not there." });

        Assert.Equal("unavailable", Assert.IsType<TrialStarted>(events[0]).DataDigest);
        Assert.Equal(new TrialFailed(1, "'digits' is not there.", At), events[1]);
        var later = Given(Created(), Started(), Epoch(1)).When(Begin() with { Problem = "'digits' is not there." });
        Assert.IsType<TrialResumed>(later[0]);
        Assert.Equal(new TrialFailed(2, "'digits' is not there.", At), later[1]);
    }

    [Fact]
    public void The_last_epoch_completes_the_trial_with_its_best_epoch()
    {
        var events = Given(Created(epochs: 3), Started(), Epoch(1, accuracy: 0.7), Epoch(2, accuracy: 0.9)).When(Report(3, accuracy: 0.8));
        Assert.IsType<EpochCompleted>(events[0]);
        Assert.Equal(new TrialCompleted(3, 2, 0.9, At), events[1]);
    }

    [Fact]
    public void A_trial_that_stops_early_is_completed_with_fewer_epochs_than_its_budget_and_says_why()
    {
        var events = Given(Created(epochs: 9), Started(), Epoch(1, accuracy: 0.9)).When(Report(2, accuracy: 0.8) with { Stopped = "no better" });

        Assert.IsType<EpochCompleted>(events[0]);
        Assert.Equal(new TrialCompleted(2, 1, 0.9, At, "no better"), events[1]);
        Assert.Empty(Given([Created(epochs: 9), Started(), Epoch(1, accuracy: 0.9), .. events]).When(Report(2, accuracy: 0.8) with { Stopped = "no better" }));
        Assert.Null(Assert.IsType<TrialCompleted>(Given(Created(epochs: 1), Started()).When(Report(1) with { Stopped = "no better" })[1]).StoppedEarly);
    }

    [Fact]
    public void A_measure_that_only_a_later_version_has_is_no_difference()
    {
        var then = new EpochRecord(1, 0.5, 0.5, new Dictionary<string, double> { ["validation_accuracy"] = 0.9 }, null);
        var now = then with { Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.9, ["validation_f1_macro"] = 0.8 } };

        Assert.Null(then.FirstDifference(now));
        Assert.Equal("validation_f1_macro", now.FirstDifference(then)?.Metric);
    }

    [Fact]
    public void A_repeated_report_of_an_epoch_records_nothing() => Assert.Empty(Given(Created(), Started(), Epoch(1)).When(Report(1)));

    [Fact]
    public void A_repeated_report_of_the_last_epoch_is_harmless_after_the_end()
    {
        var end = new TrialCompleted(1, 1, 0.9, At);
        Assert.Empty(Given(Created(epochs: 1), Started(), Epoch(1), end).When(Report(1)));
    }

    [Fact]
    public void A_repeated_report_of_the_failing_epoch_is_harmless() =>
        Assert.Empty(Given(Created(), Started(), new TrialFailed(1, "diverged", At)).When(Report(1, loss: double.NaN)));

    [Fact]
    public void A_report_that_loses_the_race_with_a_cancel_is_harmless() =>
        Assert.Empty(Given(Created(), Started(), new TrialCancelled("enough", At)).When(Report(1)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_not_finite_fails_the_trial_with_its_epoch(double loss) => Fails(Given(Created(), Started()).When(Report(1, loss: loss)), "diverged", "epoch 1");

    [Fact]
    public void An_epoch_cannot_be_skipped() => Assert.Throws<RuleViolation>(() => Given(Created(), Started()).When(Report(2)));

    [Fact]
    public void An_older_attempts_report_is_refused() =>
        Assert.Throws<AttemptSuperseded>(() => Given(Created(), Started(), Resumed(2)).When(Report(1, attempt: 1)));

    [Fact]
    public void A_report_of_a_suspended_trial_is_refused() =>
        Assert.Throws<AttemptSuperseded>(() => Given(Created(), Started(), new TrialSuspended(1, "paused", At)).When(Report(1)));

    [Fact]
    public void An_epoch_trained_again_with_equal_bits_records_nothing() =>
        Assert.Empty(Given(Created(), Started(), Epoch(1), Epoch(2), Resumed(2, from: 2)).When(Report(2, attempt: 2)));

    [Fact]
    public void An_epoch_trained_again_with_other_bits_fails_the_trial_on_cpu()
    {
        var loss = Math.BitIncrement(0.5);
        Fails(Given(Created(), Started(), Epoch(1), Resumed(2, from: 1)).When(Report(1, attempt: 2, loss: loss)), "train_loss", "0.5000000000000001");
    }

    [Fact]
    public void A_gpu_promises_no_equal_bits() =>
        Assert.Empty(Given(Created(device: "cuda"), Started(), Epoch(1), Resumed(2, from: 1)).When(Report(1, attempt: 2, loss: 0.51)));

    [Fact]
    public void The_third_fruitless_attempt_in_a_row_ends_the_trial()
    {
        TrialEvent[] history = [Created(), Started(), Resumed(2, silo: "silo-b")];
        Assert.True(Trial.Fold(history).MustRunAlone([]));
        Fails(Given([.. history, Resumed(3, silo: "silo-c", alone: true)]).When(Begin("silo-d")), "3 attempts", "alone on silo silo-c");
    }

    [Fact]
    public void Attempts_that_were_taken_from_silos_that_live_do_not_end_the_trial()
    {
        TrialEvent[] between = [Created(), Started(), Resumed(2, silo: "silo-b"), Resumed(3, silo: "silo-a"), Resumed(4, silo: "silo-b")]; // two that stall in turn
        Assert.IsType<TrialResumed>(Assert.Single(Given(between).When(Begin("silo-a"))));

        TrialEvent[] among = [Created(), Started(), Resumed(2, silo: "silo-b"), Resumed(3, silo: "silo-c")];
        Assert.IsType<TrialResumed>(Assert.Single(Given(among).When(Begin("silo-a") with { LivingSilos = ["silo-a", "silo-b"] })));
        Assert.False(Trial.Fold(among).MustRunAlone(["silo-a", "silo-b"]));
        Fails(Given([.. among[..^1], Resumed(3, silo: "silo-c", alone: true)]).When(Begin("silo-d") with { LivingSilos = ["silo-d"] }), "3 attempts");
    }

    [Fact]
    public void Silos_that_go_after_the_trial_was_taken_from_them_cost_it_an_attempt_alone_and_not_its_life()
    {
        TrialEvent[] history = [Created(), Started(), Resumed(2, silo: "silo-b"), Resumed(3, silo: "silo-c")]; // a and b lived when attempt 3 began: it had neighbours
        Assert.False(Trial.Fold(history[..^1]).MustRunAlone(["silo-a", "silo-b", "silo-c"]));
        Assert.True(Trial.Fold(history).MustRunAlone(["silo-d"]));

        var fourth = Assert.IsType<TrialResumed>(Assert.Single(Given(history).When(Begin("silo-d") with { LivingSilos = ["silo-d"], Alone = true })));

        Assert.True(fourth.Alone);
        Assert.IsType<TrialResumed>(Assert.Single(Given([.. history, fourth]).When(Begin("silo-e") with { LivingSilos = ["silo-d", "silo-e"] }))); // silo-d was only taken for dead
        Fails(Given([.. history, fourth]).When(Begin("silo-e") with { LivingSilos = ["silo-e"] }), "4 attempts", "alone on silo silo-d");
    }

    [Fact]
    public void An_attempt_alone_that_was_given_back_is_not_taken_for_the_last_one()
    {
        TrialEvent[] history = [Created(), Started(), Resumed(2, silo: "silo-b"), Resumed(3, silo: "silo-c"), Resumed(4, silo: "silo-d", alone: true), new TrialSuspended(4, "paused", At)];

        Assert.IsType<TrialResumed>(Assert.Single(Given(history).When(Begin("silo-e"))));
    }

    [Fact]
    public void An_epoch_that_no_silo_gets_done_ends_the_trial_all_the_same()
    {
        TrialEvent[] stalls = [Created(), Started(), .. Enumerable.Range(2, Trial.MaxTakenAttempts - 1).Select(attempt => Resumed(attempt, silo: attempt % 2 == 0 ? "silo-b" : "silo-a"))];

        Fails(Given(stalls).When(Begin("silo-a")), "20 attempts", "did not answer");
        Assert.IsType<TrialResumed>(Assert.Single(Given(stalls[..^1]).When(Begin("silo-a"))));
    }

    [Fact]
    public void An_epoch_clears_the_count_of_fruitless_attempts()
    {
        TrialEvent[] history = [Created(), Started(), Resumed(2), Epoch(1, attempt: 2), Resumed(3, 1), Resumed(4, 1)];
        Assert.Equal(1, Trial.Fold(history).FruitlessAttempts);
        Assert.False(Trial.Fold(history).MustRunAlone([]));
        Assert.IsType<TrialResumed>(Assert.Single(Given(history).When(Begin())));
    }

    [Fact]
    public void A_suspended_attempt_does_not_count_against_the_trial()
    {
        TrialEvent[] history =
        [
            Created(), Started(), new TrialSuspended(1, "paused", At), Resumed(2), new TrialSuspended(2, "paused", At),
            Resumed(3), new TrialSuspended(3, "silo stopping", At), Resumed(4),
        ];
        Assert.Equal(0, Trial.Fold(history).FruitlessAttempts);
    }

    [Fact]
    public void A_metric_that_the_model_does_not_report_fails_the_trial_and_lists_the_known() =>
        Fails(
            Given(Created() with { Objective = new("f1", Platform.Core.Experiments.Direction.Maximize) }, Started()).When(Report(1)),
            "'f1'", "validation_accuracy");

    [Fact]
    public void A_test_evaluation_is_requested_and_recorded_once()
    {
        var request = new RequestTestEvaluation("someone", At);
        TrialEvent[] history = [Created(epochs: 1), Started(), Epoch(1), new TrialCompleted(1, 1, 0.9, At)];
        var requested = Assert.Single(Given(history).When(request));
        Assert.Empty(Given([.. history, requested]).When(request));
        var evaluated = new TestEvaluated("digest-1", new Dictionary<string, double> { ["test_accuracy"] = 0.9 }, "data-1", At);
        var again = new RecordTestEvaluation("digest-1", new Dictionary<string, double> { ["test_accuracy"] = 0.1 }, "data-1", At);
        Assert.Empty(Given([.. history, requested, evaluated]).When(again));
    }

    [Fact]
    public void A_run_is_tested_only_once_its_best_epoch_is_sure()
    {
        TrialEvent[] history = [Created(), Started(), Epoch(1)];
        Assert.Throws<RuleViolation>(() => Given(history).When(new RequestTestEvaluation("someone", At)));
        Assert.Single(Given([.. history, new TrialCancelled("enough", At)]).When(new RequestTestEvaluation("someone", At)));
    }

    [Fact]
    public void A_run_without_an_epoch_cannot_be_evaluated() =>
        Assert.Throws<RuleViolation>(() => Given(Created(), Started()).When(new RequestTestEvaluation("someone", At)));
}
