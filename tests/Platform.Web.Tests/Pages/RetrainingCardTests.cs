using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Registry;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class RetrainingCardTests
{
    private static readonly RetrainingOccasion Night = RetrainingOccasion.Scheduled(SomeViews.Noon);
    private static readonly RetrainingStarted Started = new(3, Night, "abcdefgh", 2, new RetrainingData("digits", "d2", 1), "challenger", SomeViews.Noon);

    private static readonly ModelView Model = new("digits", [], new Dictionary<string, int>(StringComparer.Ordinal) { ["champion"] = 2 }, []);

    [Fact]
    public async Task Without_a_plan_one_can_be_set()
    {
        var card = await CardAsync(RetrainingView.None("digits"));
        Assert.Equal(["Set a retraining"], card.QuerySelectorAll("button").Select(button => button.Words()));
        Assert.Contains("becomes the challenger", card.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_told_in_words_with_its_next_times()
    {
        var plan = new RetrainingPlan("0 0 3 * * ?", Changes: new RetrainingChanges(Epochs: 5, Trials: 4));
        var card = await CardAsync(new RetrainingView("digits", new RetrainingScheduled(plan, "ada", SomeViews.Noon), null, null, []), SomeViews.Noon.AddHours(15));
        Assert.Contains("Saturday 3 January 2026, 03:00:00 UTC", card.QuerySelector("[aria-label='Next times']")!.Words(), StringComparison.Ordinal);
        Assert.Contains("champion, now version 2", card.Words(), StringComparison.Ordinal);
        Assert.Contains("5 epochs; 4 trials with learning rates up to its own", card.Words(), StringComparison.Ordinal);
        Assert.Equal(["Run now", "End it", "Change"], card.QuerySelectorAll("button").Select(button => button.Words()));
        Assert.False(card.QuerySelector("button")!.HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_runs_and_what_came_of_the_last_ones_is_shown_with_their_sweeps()
    {
        RetrainingRecord[] past =
        [
            new(2, RetrainingOutcome.Failed, Night, "'mnist' lacks its files.", SomeViews.Noon),
            new(1, RetrainingOutcome.Finished, Night with { By = "ada", Asked = true }, "test accuracy 0.98", SomeViews.Noon, Started with { ExperimentId = "bcdefghj" }, "bcdefghj-1", 2, "challenger"),
        ];
        var card = await CardAsync(new RetrainingView("digits", new RetrainingScheduled(new RetrainingPlan(), "ada", SomeViews.Noon), null, Started, past));
        Assert.Contains("Retraining 3 from version 2 is under way", card.Words(), StringComparison.Ordinal);
        Assert.Equal(["sweeps/abcdefgh", "sweeps/bcdefghj"], card.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.True(card.QuerySelector("button")!.HasAttribute("disabled"));
        Assert.Contains("2 failed 'mnist' lacks its files. by the schedule", card.QuerySelector("[data-retraining='2']")!.Words(), StringComparison.Ordinal);
        Assert.Contains("1 finished: version 2, sweep test accuracy 0.98 asked for by ada", card.QuerySelector("[data-retraining='1']")!.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "97.00 %")]
    [InlineData("it knows no class 'c'.", "–")]
    public async Task The_result_and_the_champion_stand_side_by_side_as_measured_on_the_same_rows(string? problem, string champion)
    {
        static Dictionary<string, double> Measures(double accuracy) => new() { ["test_accuracy"] = accuracy, ["test_loss"] = 1 - accuracy };
        var both = new RetrainingComparison("d2", Measures(0.98), 2, problem is null ? Measures(0.97) : [], problem);
        RetrainingRecord[] past = [new(1, RetrainingOutcome.Finished, Night, "better", SomeViews.Noon, Started, "abcdefgh-1", 3, "challenger", both)];
        var card = await CardAsync(new RetrainingView("digits", null, null, null, past));
        Assert.Equal(["On the same test rows", "Version 3", "Champion (2)"], card.QuerySelectorAll("[data-comparison='3'] th").Select(cell => cell.Words()));
        Assert.Equal(["Test accuracy", "98.00 %", champion], card.QuerySelectorAll("[data-comparison='3'] tbody tr")[0].QuerySelectorAll("td").Select(cell => cell.Words()));
        Assert.Equal(problem is not null, card.Words().Contains("could not be measured on these rows: it knows", StringComparison.Ordinal));
    }

    private static async Task<AngleSharp.Dom.IElement> CardAsync(RetrainingView view, params DateTimeOffset[] next) =>
        (await PageRenderer.RenderAsync<RetrainingCard>(("Model", Model), ("Retraining", new RetrainingAnswer(view, next)))).QuerySelector("section")!;
}
