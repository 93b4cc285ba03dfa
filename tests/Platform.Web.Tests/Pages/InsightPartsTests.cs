using AngleSharp.Dom;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Web.Api;
using Platform.Web.Experiments;
using Platform.Web.Trials;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class InsightPartsTests
{
    private static readonly Objective Accuracy = Objective.Default;

    [Fact]
    public async Task What_matters_shows_each_settings_share_its_uncertainty_and_its_best_value()
    {
        var body = await PageRenderer.RenderAsync<ImportanceCard>(("Explanation", Explained(fit: 0.8)));

        var first = body.QuerySelectorAll("li")[0].Words();
        Assert.Contains("learning_rate", first, StringComparison.Ordinal);
        Assert.Contains("best near 0.01", first, StringComparison.Ordinal);
        Assert.Contains("62 % ± 5 %", first, StringComparison.Ordinal);
        Assert.Contains("best near sgd", body.QuerySelectorAll("li")[1].Words(), StringComparison.Ordinal);
        Assert.Equal("Validation accuracy over optimizer: 80.00 % at adam, 90.00 % at sgd", body.QuerySelectorAll("svg")[1].GetAttribute("aria-label"));
        Assert.Contains("learning_rate and optimizer explain 12 % more", body.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("first hint", body.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_predicts_nothing_is_called_a_hint()
    {
        var body = await PageRenderer.RenderAsync<ImportanceCard>(("Explanation", Explained(fit: -0.2)));
        Assert.Contains("first hint", body.Words(), StringComparison.Ordinal);
        Assert.Contains("learning_rate 62 %", body.QuerySelectorAll("li")[0].Words(), StringComparison.Ordinal); // and no value that it would be best near
    }

    [Fact]
    public async Task With_nothing_to_explain_the_card_teaches_what_it_will_show()
    {
        var body = await PageRenderer.RenderAsync<ImportanceCard>(("Explanation", new ExplainAnswer(Accuracy, 2, 0, "2 completed trials are too few.", [], [], [])));
        Assert.Contains("2 completed trials are too few. Then this card shows", body.QuerySelector(".empty")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_lists_its_trials_with_every_objective()
    {
        var front = new FrontAnswer([Accuracy, new Objective("trained_seconds", Direction.Minimize)], [new("abcdefgh-2", 2, [0.9, 60], 0.3), new("abcdefgh-5", 5, [0.8, 5], 0.1)], 0.5);
        var body = await PageRenderer.RenderAsync<FrontCard>(("Front", front));

        Assert.Equal(["Trial 2", "90.00 %", "1 min 0 s", "60 %", "Trial 5", "80.00 %", "5.0 s", "20 %"], body.QuerySelectorAll("tbody td").Select(c => c.Words()));
        Assert.Equal("trials/abcdefgh-2", body.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(["90.00 %", "5.0 s"], body.QuerySelectorAll("td.good").Select(c => c.Words()));
    }

    [Fact]
    public async Task A_front_that_was_not_measured_tells_no_parts()
    {
        var front = new FrontAnswer([Accuracy], [new("abcdefgh-2", 2, [0.9], null)], null);
        var body = await PageRenderer.RenderAsync<FrontCard>(("Front", front));
        Assert.Equal(["Trial 2", "90.00 %", "–"], body.QuerySelectorAll("tbody td").Select(c => c.Words()));
    }

    [Fact]
    public void Why_no_gain_is_expected_names_the_trials_that_it_takes()
    {
        Assert.StartsWith("Nothing can be expected yet: at least 8 trials must have ended, 4 of them completed", GainAnswer.Of(Accuracy, 20, null).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_further_trials_would_gain_is_told_with_its_uncertainty()
    {
        var body = await PageRenderer.RenderAsync<GainCard>(("Gain", new GainAnswer(Accuracy, 20, 0.95, 0.004, 0.001, 0.009, "a sentence")));
        Assert.Contains("0.40 % better than 95.00 %; with 80 % probability between 0.10 % and 0.90 %.", body.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("thousandth", body.Words(), StringComparison.Ordinal);
        body = await PageRenderer.RenderAsync<GainCard>(("Gain", new GainAnswer(Accuracy, 20, 0.95, 0.0004, 0, 0.0009, "a sentence")));
        Assert.Contains("thousandth", body.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runs_proposal_is_told_in_words_and_numbers_with_what_came_of_it()
    {
        var run = SomeViews.Trial() with { Rationale = new Rationale(ProposalKind.Exploit, -0.85, 0.02, 1.25, "log expected improvement", 7) };
        var body = await PageRenderer.RenderAsync<DecisionsCard>(("Run", run), ("Objective", Accuracy));

        Assert.Contains("It exploits", body.Words(), StringComparison.Ordinal);
        Assert.Equal(["Expected: 85.00 % ± 2.00 %", "Turned out: 90.00 % 2.5 deviations better", "Log expected improvement: 1.25", "Nearest before: Trial 7"], Facts(body));
        Assert.Equal("trials/abcdefgh-7", body.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_pruned_run_says_where_it_was_judged_and_against_what()
    {
        var run = SomeViews.Trial(status: TrialStatus.Pruned) with { Pruning = new PruningNumbers(3, 0.7, 0.8, 0.0125) };
        var body = await PageRenderer.RenderAsync<DecisionsCard>(("Run", run), ("Objective", Accuracy));
        Assert.Equal(["Judged at: epoch 3", "It had: 70.00 %", "It needed: 80.00 %", "Chance to win: 1.25 %"], Facts(body));
    }

    private static IEnumerable<string> Facts(IElement body) => body.QuerySelectorAll("dt").Zip(body.QuerySelectorAll("dd"), (name, value) => $"{name.Words()}: {value.Words()}");

    private static ExplainAnswer Explained(double fit) => new(
        Accuracy, 20, fit, null,
        [new ParameterImportance("learning_rate", 0.62, 0.05, 1, 0.1), new ParameterImportance("optimizer", 0.2, 0.04, 0.3, 0.1)],
        [
            new PartialDependence("learning_rate", [new(0.001, 0.7, 0.02), new(0.01, 0.95, 0.01), new(0.1, 0.5, 0.03)]),
            new PartialDependence("optimizer", [new("adam", 0.8, 0.02), new("sgd", 0.9, 0.02)]),
        ],
        [new InteractionPair("learning_rate", "optimizer", 0.12, 0.02)]);
}
