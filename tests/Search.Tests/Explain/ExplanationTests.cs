using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.Explaining;

public class ExplanationTests
{
    [Fact]
    public void A_parameter_that_does_nothing_gets_nothing()
    {
        var explanation = FanovaTests.Explain(3, 400, x => Math.Abs(x[0] - 0.3));
        Assert.Equal("x0", explanation.Importance[0].Name);
        Assert.InRange(explanation.Importance[0].Share, 0.93, 1);
        Assert.InRange(explanation.Importance[0].Permutation, 1.2, 3); // shuffling doubles the variance
        Assert.All(explanation.Importance.Skip(1), entry => Assert.InRange(entry.Permutation, -0.05, 0.05));
        Assert.InRange(explanation.Fit, 0.95, 1);
    }

    [Fact]
    public void Noise_alone_is_not_predicted()
    {
        var explanation = FanovaTests.Explain(3, 300, x => TrialRandom.For((long)(x[0] * 1e9), 1).Uniform(0));
        Assert.True(explanation.Fit < 0.1, $"{explanation.Fit}");
    }

    [Fact]
    public void The_curve_follows_the_function()
    {
        var curve = FanovaTests.Explain(2, 1000, x => Math.Abs(x[0] - 0.3) + x[1]).Curves.Single(c => c.Name == "x0");
        Assert.Equal(24, curve.Points.Count);
        Assert.All(curve.Points, point => Assert.InRange(point.Mean - 0.5 - Math.Abs((double)point.Value - 0.3), -0.06, 0.06));
        Assert.All(curve.Points, point => Assert.InRange(point.Deviation, 1e-6, 0.1));
    }

    [Fact]
    public void The_curve_of_a_conditional_parameter_is_that_of_where_it_exists()
    {
        var explanation = Mixed(1500, set => (string)set["arch"] == "cnn" ? 5 + Math.Abs((long)set["layers"] - 6) : 0);
        var layers = explanation.Curves.Single(curve => curve.Name == "layers");
        Assert.Equal(Enumerable.Range(1, 12), layers.Points.Select(point => (int)(long)point.Value));
        Assert.All(layers.Points, point => Assert.InRange(point.Mean - 5 - Math.Abs((long)point.Value - 6), -0.6, 0.6));
        var arch = explanation.Curves.Single(curve => curve.Name == "arch").Points.ToDictionary(point => (string)point.Value, point => point.Mean);
        Assert.InRange(arch["mlp"], -0.1, 0.1);
        Assert.InRange(arch["cnn"], 7.5, 8.5); // 5 + the mean of |1 ... 12 - 6| = 8
    }

    [Fact]
    public void An_inactive_parameter_takes_no_credit_from_its_parent()
    {
        var explanation = Mixed(600, set => (string)set["arch"] == "cnn" ? 1 : 0);
        Assert.Equal("arch", explanation.Importance[0].Name);
        Assert.InRange(explanation.Importance[0].Share, 0.99, 1);
    }

    [Fact]
    public void Diverged_trials_do_not_drown_the_rest()
    {
        var explanation = FanovaTests.Explain(2, 400, x => x[1] > 0.98 ? 1e308 : Math.Abs(x[0] - 0.5));
        Assert.Equal("x0", explanation.Importance[0].Name);
        Assert.All(explanation.Curves.SelectMany(curve => curve.Points), point => Assert.InRange(point.Mean, 0, 2));
    }

    [Fact]
    public void The_order_of_trials_and_repeated_entries_change_no_bit()
    {
        Observation[] trials = [.. Some.History(Some.MixedSpace, 80)];
        var first = JsonSerializer.Serialize(Explanation.Of(Some.Study(Some.MixedSpace, trials)));
        Assert.Equal(first, JsonSerializer.Serialize(Explanation.Of(Some.Study(Some.MixedSpace, [.. trials.Reverse(), .. trials]))));
        Assert.Contains("\"Name\":\"arch\"", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_space_can_be_explained() => RandomSpaces.Hold(60, space =>
    {
        var explanation = Explanation.Of(Some.Study(space, Some.History(space, 40)), options: new ExplainOptions(Trees: 8));
        if (explanation.Problem is not null)
            return;
        Assert.All(explanation.Importance, entry => Assert.InRange(entry.Share, 0, 1));
        Assert.InRange(explanation.Importance.Sum(entry => entry.Share) + explanation.Pairs.Sum(pair => pair.Share), 0, 1.000001);
        Assert.All(explanation.Curves, curve => Assert.All(curve.Points, point => Assert.True(space.Find(curve.Name)!.Contains(point.Value) && double.IsFinite(point.Mean))));
    });

    [Fact]
    public void Another_objective_can_be_explained()
    {
        var space = new SearchSpace([new FloatParameter("a", 0, 1), new FloatParameter("b", 0, 1)]);
        var trials = Enumerable.Range(0, 100).Select(i => new RandomSampler().Suggest(Some.Study(space, []), i).Parameters)
            .Select((set, i) => Some.Completed(i, set, (double)set["a"]) with { FurtherValues = [(double)set["b"]] });
        var study = Some.Study(space, trials) with { Objectives = 2 };
        Assert.Equal("a", Explanation.Of(study).Importance[0].Name);
        Assert.Equal("b", Explanation.Of(study, objective: 1).Importance[0].Name);
        Assert.Equal("To explain anything at least 8 completed trials are needed; there are 0.", Explanation.Of(study, objective: 2).Problem);
    }

    [Fact]
    public void Of_a_very_long_study_an_even_sample_is_explained()
    {
        var explanation = FanovaTests.Explain(2, 9000, x => x[0] + x[1] / 4, new ExplainOptions(Trees: 2));
        Assert.Equal(8000, explanation.Trials);
        Assert.InRange(explanation.Importance[0].Share, 0.9, 0.98); // 16/17
    }

    [Fact]
    public void What_cannot_be_explained_says_why()
    {
        var same = Some.History(Some.MixedSpace, 60).Select(trial => trial with { State = TrialState.Completed, Value = 1 });
        Assert.Equal("All completed trials have the same value: no parameter made a difference.", Explanation.Of(Some.Study(Some.MixedSpace, same)).Problem);
        Assert.Contains("no parameters", Explanation.Of(Some.Study(new SearchSpace([]), [])).Problem, StringComparison.Ordinal);
    }

    private static Explanation Mixed(int count, Func<ParameterSet, double> value) => Explanation.Of(Some.Study(Some.MixedSpace, Enumerable.Range(0, count).Select(i =>
    {
        var set = new RandomSampler().Suggest(Some.Study(Some.MixedSpace, []), i).Parameters;
        return Some.Completed(i, set, value(set));
    })));
}
