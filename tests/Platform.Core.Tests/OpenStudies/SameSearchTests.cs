using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.OpenStudies;
using Search;
using Xunit;

namespace Platform.Core.Tests.OpenStudies;

/// <summary>The platform's study and the library's are two shells around one search: told the same, they decide the same.</summary>
public sealed class SameSearchTests
{
    private const int Trials = 24, Epochs = 4;
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly JsonElement Space = JsonDocument.Parse(
        """
        {"parameters":[{"name":"lr","type":"float","low":0.0001,"high":1,"log":true},{"name":"arch","type":"categorical","choices":["mlp","cnn"]},
          {"name":"layers","type":"int","low":1,"high":6,"when":{"arch":["cnn"]}}]}
        """).RootElement;

    [Theory]
    [InlineData("auto")]
    [InlineData("tpe")]
    [InlineData("cma")]
    public void Both_propose_and_prune_alike_to_the_last_bit(string sampler)
    {
        var library = new Study(
            SearchSpace.Parse(Space), Samplers.Create(sampler), new StudyOptions { Seed = 5, Directions = [StudyDirection.Maximize], Trials = Trials, MaxEpochs = Epochs }, Pruners.Create("median"));
        var spec = new StudySpec("same", Space, new ComponentChoice(sampler), new ComponentChoice("median"), [Direction.Maximize], 5, Trials, Epochs);
        var platform = Apply(OpenStudy.Initial, new CreateStudy("same", spec, "me", At));
        var pruner = Pruners.Create("median");
        var (pruned, failed) = (0, 0);

        for (var trial = 0; trial < Trials; trial++)
        {
            var asked = library.Ask();
            platform = Apply(platform, new AskTrials(1, null, At));
            var own = platform.Trials[trial];
            Assert.Equal(asked.Parameters, own.Parameters);
            Assert.Equal((asked.Why, asked.Carried), (own.Why, own.Carried));
            var (outcome, score) = (StudyOutcome.Completed, Score(asked.Parameters));
            for (var epoch = 1; epoch <= Epochs && outcome == StudyOutcome.Completed; epoch++)
            {
                var value = score * epoch / Epochs;
                library.Report(trial, epoch, value);
                platform = Apply(platform, new ReportValues(trial, epoch, [value], At));
                var (one, two) = (library.ShouldPrune(trial), pruner.Judge(trial, platform.Trials[trial].Observe(spec).Curve, platform.View));
                Assert.Equal(one, two);
                outcome = one.Prune ? StudyOutcome.Pruned : trial % 7 == 6 && epoch == 2 ? StudyOutcome.Failed : outcome;
            }
            double[] values = outcome == StudyOutcome.Completed ? [score] : [];
            library.Tell(trial, outcome switch { StudyOutcome.Completed => TrialState.Completed, StudyOutcome.Pruned => TrialState.Pruned, _ => TrialState.Failed }, values);
            platform = Apply(platform, new TellTrial(trial, outcome, values, [], At));
            (pruned, failed) = (pruned + (outcome == StudyOutcome.Pruned ? 1 : 0), failed + (outcome == StudyOutcome.Failed ? 1 : 0));
        }

        Assert.Equal(library.Best!.Number, Assert.Single(platform.Best()).Number);
        Assert.True(pruned > 0 && failed > 0, $"{pruned} pruned, {failed} failed");
    }

    private static OpenStudy Apply(OpenStudy study, StudyCommand command) => StudyDecider.Decide(study, command).Next;

    private static double Score(ParameterSet parameters) =>
        1 / (1 + Math.Abs((double)parameters["lr"] - 0.03)) - (parameters.TryGetValue("layers", out var layers) ? Math.Abs((long)layers - 4) * 0.05 : 0.1);
}
