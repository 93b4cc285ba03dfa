using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Integrated gradients: the paper's axioms, by themselves and through trained models.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public void Shares_are_the_integral_of_a_function_whose_integral_is_known()
    {
        using var scope = torch.NewDisposeScope();
        var (input, baseline) = (torch.tensor<float>([2, 3], 1, 2), torch.tensor<float>([1, 0], 1, 2));

        // F = x1² x2: along (1 + α, 3 α) the shares are 1 · ∫ 2 (1 + α) 3 α = 5 and 3 · ∫ (1 + α)² = 7.
        var (shares, answer, from) = IntegratedGradients.Of(x => x.select(1, 0).mul(x.select(1, 0)).mul(x.select(1, 1)), input, baseline, IntegratedGradients.Steps);

        Assert.Equal((12.0, 0.0), (answer, from));
        Assert.Equal(5, shares.ToArray<float>()[0], 1e-4);
        Assert.Equal(7, shares.ToArray<float>()[1], 1e-4);
    }

    [Fact]
    public void The_way_is_walked_in_parts_that_fit_and_gives_the_same_shares()
    {
        using var scope = torch.NewDisposeScope();
        var (input, baseline) = (torch.tensor<float>([2, 3], 1, 2), torch.tensor<float>([1, 0], 1, 2));
        var most = 0L;
        torch.Tensor Answers(torch.Tensor x)
        {
            most = Math.Max(most, x.shape[0]);
            return x.select(1, 0).mul(x.select(1, 0)).mul(x.select(1, 1));
        }

        var whole = IntegratedGradients.Of(Answers, input, baseline, IntegratedGradients.Steps).Shares.ToArray<float>();
        Assert.Equal(IntegratedGradients.Steps, most);
        most = 0;
        var parts = IntegratedGradients.Of(Answers, input, baseline, pointsAtOnce: 7).Shares.ToArray<float>();

        Assert.Equal(7, most);
        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    [InlineData("rnn")]
    [InlineData("transformer")]
    public void Pixels_shares_add_up_to_the_probability_above_a_black_image_s_and_black_pixels_have_none(string kind)
    {
        using var model = Trained("digits", ("model", kind), ("cnn.channels", 4), ("rnn.hidden", 16), ("transformer.width", 16L), ("train_samples", 400));
        var rows = Enumerable.Range(0, 3).Select(i => Some.Digits.Test.Sample(i).ToArray().Select(pixel => (float)pixel).ToArray()).ToArray();
        var probabilities = model.PredictProbabilities([.. rows, new float[784]]);

        var explanations = model.Explain(rows);

        foreach (var (i, explanation) in explanations.Index())
        {
            var predicted = Array.IndexOf(probabilities[i], probabilities[i].Max());
            Assert.Equal(model.Signature.Classes[predicted], explanation.Class);
            Assert.Equal(probabilities[i][predicted], explanation.Answer, 1e-5);
            Assert.Equal(probabilities[3][predicted], explanation.Baseline, 1e-5);
            Assert.Equal(784, explanation.Shares.Count);
            Assert.Equal(explanation.Answer - explanation.Baseline, explanation.Shares.Sum(share => (double)share), 0.01); // completeness
            Assert.All(explanation.Shares.Zip(rows[i]).Where(pair => pair.Second == 0), pair => Assert.Equal(0, pair.First, 1e-7)); // what did not change explains nothing
        }

        Assert.Equal("3", model.Explain(rows[..1], "3")[0].Class);
        Assert.Contains("no class 'x'", Assert.Throws<ArgumentException>(() => model.Explain(rows[..1], "x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlp", "embedding")]
    [InlineData("mlp", "onehot")]
    [InlineData("linear", "embedding")]
    public void Columns_shares_add_up_to_the_predicted_number_and_the_column_without_effect_has_little(string kind, string encoding)
    {
        using var model = Trained("friedman", ("model", kind), ("table.encoding", encoding), ("epochs", 8), ("learning_rate", 0.005));
        Dictionary<string, object?> row = new(StringComparer.Ordinal) { ["x1"] = 0.9, ["x2"] = 0.4, ["x3"] = 0.5, ["x4"] = 0.95, ["x5"] = 0.9, ["x6"] = null, ["x7"] = 0.9, ["group"] = "c" };

        var explanation = model.Explain([row])[0];

        Assert.Null(explanation.Class);
        Assert.Equal(model.Predict([row])[0].Value!.Value, explanation.Answer, 1e-4);
        Assert.Equal(11, explanation.Columns!.Count);
        Assert.Equal(explanation.Answer - explanation.Baseline, explanation.Shares.Sum(share => (double)share), 0.02 * Math.Max(1, Math.Abs(explanation.Answer - explanation.Baseline)));
        double Share(string column) => explanation.Shares[explanation.Columns.ToList().IndexOf(column)];
        Assert.InRange(Share("x4"), 2, 7); // 10 (0.95 - 0.5) = 4.5
        Assert.InRange(Math.Abs(Share("x7")), 0, 1);
    }

    [Theory]
    [InlineData("embedding")]
    [InlineData("onehot")]
    public void An_unknown_category_explains_nothing_for_so_is_the_baselines(string encoding)
    {
        using var model = Trained("friedman", ("model", "mlp"), ("table.encoding", encoding));
        Dictionary<string, object?> row = new(StringComparer.Ordinal) { ["x4"] = 0.95, ["group"] = "of nobody" };

        var explanation = model.Explain([row, new Dictionary<string, object?>(row, StringComparer.Ordinal) { ["group"] = "c" }]);

        var group = explanation[0].Columns!.ToList().IndexOf("group");
        Assert.Equal(0, explanation[0].Shares[group]);
        Assert.NotEqual(0, explanation[1].Shares[group]);
    }

    [Fact]
    public void Trees_and_texts_say_that_they_cannot_be_explained_so()
    {
        using var trees = Trained("moons", ("model", "trees"), ("trees.rounds_per_epoch", 2));

        Assert.Contains("no gradients", Assert.Throws<NotSupportedException>(() => trees.Explain([new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1.0 }])).Message, StringComparison.Ordinal);
        Assert.Contains("a table", Assert.Throws<ArgumentException>(() => trees.Explain([new float[2]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_model_answers_the_same_through_its_looked_up_categories()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new LinearModel(2, [3, 4], 2);
        foreach (var (i, parameter) in model.parameters().Index())
            parameter.Set([.. Enumerable.Range(0, (int)parameter.numel()).Select(at => (float)Math.Sin(i + at))]);
        var input = torch.tensor<float>([0.5f, -1, 2, 3, 1, 2, 0, 1], 2, 4);
        IEmbeds embeds = model;

        Assert.Equal([2, 2], embeds.EmbeddedSizes);
        Assert.All(model.call(input).ToArray<float>().Zip(embeds.FromEmbedded(embeds.Embed(input)).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static TrainedModel Trained(string data, params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = data, ["epochs"] = 1, ["batch_size"] = 64, ["seed"] = 3 };
        foreach (var (field, value) in fields)
            all[field] = value;
        var spec = TrainingSpec.Parse(all);
        using var folder = new TemporaryFolder();
        using var session = TrainingSession.Start(spec, DatasetCatalog.Open(data, "nowhere"), Some.OneThread);
        Some.RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder.Path);
        return TrainedModel.Load(saved.File, saved.Digest);
    }
}
