using Platform.Core.Registry;
using Xunit;

namespace Platform.Core.Tests.Registry;

public sealed class ModelDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static PromoteVersion Promote(string trial, double accuracy, string? alias = ModelAlias.Champion, bool confirmed = false, string data = "data-1") => new(
        "digits", trial, "exp", 3, $"digest-{trial}", "digits", data, new Dictionary<string, double> { ["test_accuracy"] = accuracy }, alias, confirmed, "me", "why", At);

    private static RegisteredModel After(params ModelCommand[] commands) =>
        commands.Aggregate(RegisteredModel.Initial, (model, c) => ModelDecider.Decide(model, c).Aggregate(model, (m, e) => m.Evolve(e)));

    [Fact]
    public void The_first_promotion_makes_version_one_and_the_champion()
    {
        var model = After(Promote("a", 0.9));
        Assert.Equal((1, 1), (model.Versions.Count, model.Aliases[ModelAlias.Champion]));
    }

    [Fact]
    public void The_same_checkpoint_is_registered_once() => Assert.Single(After(Promote("a", 0.9), Promote("a", 0.9, ModelAlias.Challenger)).Versions);

    [Fact]
    public void A_run_whose_version_was_deleted_becomes_a_new_version()
    {
        var model = After(Promote("a", 0.9), Promote("b", 0.95, alias: null), new DeleteVersion(2, "me") { At = At }, Promote("b", 0.95));
        Assert.Equal((3, 3), (model.Versions.Count, model.Champion!.Version));
        Assert.Equal(3, model.VersionOf("digest-b", "b")!.Version);
    }

    [Fact]
    public void A_worse_version_needs_confirmation_and_writes_nothing_without_it()
    {
        var champion = After(Promote("a", 0.9));
        var asked = Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(champion, Promote("b", 0.8)));
        Assert.Contains("0.8", asked.Message, StringComparison.Ordinal);
        Assert.Contains("0.9", asked.Message, StringComparison.Ordinal);
        Assert.Equal(2, After(Promote("a", 0.9), Promote("b", 0.8, confirmed: true)).Champion!.Version);
    }

    [Theory]
    [InlineData("test_mse", 0.1)]
    [InlineData("test_accuracy", double.NaN)]
    public void A_version_without_the_champions_measure_needs_confirmation(string metric, double value)
    {
        var champion = After(Promote("a", 0.9));
        var other = Promote("b", 0.9) with { TestMetrics = new Dictionary<string, double> { [metric] = value } };
        Assert.Contains("test_accuracy", Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(champion, other)).Message, StringComparison.Ordinal);
        Assert.Equal(2, After(Promote("a", 0.9), other with { Confirmed = true }).Champion!.Version);
    }

    [Fact]
    public void A_champion_without_measures_gives_way() =>
        Assert.Equal(2, After(Promote("a", 0.9) with { TestMetrics = new Dictionary<string, double>() }, Promote("b", 0.1)).Champion!.Version);

    [Fact]
    public void Language_models_are_compared_by_bits_a_character_whatever_their_tokens()
    {
        var pieces = Promote("a", 0.4) with { TestMetrics = new Dictionary<string, double> { ["test_perplexity"] = 60, ["test_bits_per_character"] = 1.9 } };
        var characters = Promote("b", 0.5) with { TestMetrics = new Dictionary<string, double> { ["test_perplexity"] = 4.6, ["test_bits_per_character"] = 2.2 } };
        Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(After(pieces), characters));
        Assert.Equal(2, After(characters, pieces).Champion!.Version);
    }

    [Fact]
    public void Forecasts_of_different_length_need_confirmation_whichever_has_the_smaller_error()
    {
        PromoteVersion Forecast(string trial, double error, int? horizon) =>
            Promote(trial, 0) with { TestMetrics = new Dictionary<string, double> { ["test_mse"] = error, ["test_mae"] = error }, Horizon = horizon };
        var asked = Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(After(Forecast("a", 0.38, 96)), Forecast("b", 0.15, 12)));
        Assert.Contains("12 steps", asked.Message, StringComparison.Ordinal);
        Assert.Equal(2, After(Forecast("a", 0.38, 96), Forecast("b", 0.15, 96)).Champion!.Version);
        Assert.Equal(2, After(Forecast("a", 0.38, null), Forecast("b", 0.15, 12)).Champion!.Version); // registered before horizons were
    }

    [Theory]
    [InlineData("test_bits_per_character", 1.5, 1.6)]
    [InlineData("test_perplexity", 5.0, 6.0)]
    [InlineData("test_accuracy", 0.9, 0.8)]
    [InlineData("test_rmse", 1.0, 2.0)]
    [InlineData("test_mse", 1.0, 2.0)]
    [InlineData("test_loss", 1.0, 2.0)]
    public void Versions_are_compared_by_the_measure_that_sums_their_test_up(string metric, double good, double bad)
    {
        Assert.True(TestMeasure.IsWorse(metric, bad, good));
        Assert.False(TestMeasure.IsWorse(metric, good, bad));
        Assert.Equal(metric, TestMeasure.NameIn(new Dictionary<string, double>(StringComparer.Ordinal) { ["test_loss"] = bad, [metric] = good }));
    }

    [Fact]
    public void A_version_tested_on_other_data_needs_confirmation() =>
        Assert.Throws<ConfirmationNeeded>(() => ModelDecider.Decide(After(Promote("a", 0.9)), Promote("b", 0.95, data: "data-2")));

    [Fact]
    public void A_better_version_takes_over_and_the_event_remembers_the_previous()
    {
        var moved = Assert.IsType<AliasMoved>(ModelDecider.Decide(After(Promote("a", 0.9)), Promote("b", 0.95))[1]);
        Assert.Equal((2, 1), (moved.Version, moved.PreviousVersion));
    }

    [Fact]
    public void A_worse_challenger_needs_no_confirmation() =>
        Assert.Equal(2, After(Promote("a", 0.9), Promote("b", 0.8, ModelAlias.Challenger)).Aliases[ModelAlias.Challenger]);

    [Fact]
    public void An_alias_can_be_taken_away_and_that_only_once()
    {
        var model = After(Promote("a", 0.9), new MoveAlias(ModelAlias.Champion, null, false, "me", "why", At));
        Assert.Null(model.Champion);
        Assert.Empty(ModelDecider.Decide(model, new MoveAlias(ModelAlias.Champion, null, false, "me", "why", At)));
    }

    [Theory]
    [InlineData("V1")]
    [InlineData("v1")]
    [InlineData("latest")]
    [InlineData("")]
    [InlineData("a/b")]
    public void An_alias_that_is_no_alias_is_refused(string alias) =>
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(After(Promote("a", 0.9)), new MoveAlias(alias, 1, false, "me", "why", At)));

    [Fact]
    public void An_alias_cannot_point_to_a_version_that_does_not_exist() =>
        Assert.Throws<RuleViolation>(() => ModelDecider.Decide(After(Promote("a", 0.9)), new MoveAlias("champion", 7, false, "me", "why", At)));
}
