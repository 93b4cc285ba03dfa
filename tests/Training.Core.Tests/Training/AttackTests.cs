using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Tests.Data.Tables;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>The fast gradient sign method against what it must do to a linear model, and on trained networks.</summary>
public sealed class AttackTests
{
    [Fact]
    public void A_linear_model_s_input_moves_against_the_right_class_by_the_strength_in_every_pixel_and_no_further_than_black_and_white()
    {
        using var scope = torch.NewDisposeScope();
        var spec = Some.Spec(("model", "linear"));
        var data = Some.Digits.Prepare(spec, torch.CPU);
        var task = TrainingTask.Of(spec, data);
        using var model = new LinearModel(784, [], 10);
        model.parameters().First().Set([.. Enumerable.Range(0, 7840).Select(i => (float)Math.Sin(i))]);
        var batch = data.ReadTest([0, 1, 2]);
        var attack = new SignAttack(part => model.call(part.Input), model, task, data);

        var direction = attack.Direction(batch).ToArray<float>();

        // For softmax with cross entropy the gradient of the input is Wᵀ (p - y).
        var gap = model.call(batch.Input).softmax(1).sub(batch.Target.one_hot(10).to(torch.ScalarType.Float32));
        var expected = gap.matmul(model.parameters().First()).sign().ToArray<float>();
        var fullRange = 1 / ((ImagePreparation)data.Preparation).Std[0];
        Assert.All(expected.Zip(direction), pair => Assert.Equal(pair.First * fullRange, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    public void A_stronger_attack_misleads_an_image_model_more_and_leaves_its_weights_alone(string model)
    {
        using var folder = new TemporaryFolder();
        var spec = Some.Spec(("model", model), ("cnn.channels", 4), ("train_samples", 1000), ("test.attacks", "0.02, 0.1"));
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        var before = session.SaveCheckpoint(folder.Path);
        var result = session.EvaluateTest();

        Assert.Equal([0, 0.02, 0.1], result.Attacks.Select(attack => attack.Strength));
        Assert.All(result.Attacks, attack => Assert.Equal(Math.Min(2000, Some.Digits.TestRows), attack.Samples));
        Assert.True(result.Attacks[0].Accuracy > result.Attacks[1].Accuracy && result.Attacks[1].Accuracy > result.Attacks[2].Accuracy, string.Join(' ', result.Attacks));
        if (Some.Digits.TestRows <= 2000)
            Assert.Equal(result.Metrics["test_accuracy"], result.Attacks[0].Accuracy, 1e-12);
        using var loaded = TrainedModel.Load(before.File, before.Digest);
        Assert.Equal(result.Attacks, loaded.EvaluateTest(Some.Digits).Attacks);

        using var untested = Some.Session(spec);
        untested.RunEpoch(CancellationToken.None);
        Assert.Equal(Some.Bits(untested.RunEpoch(CancellationToken.None)), Some.Bits(session.RunEpoch(CancellationToken.None))); // no gradient was left behind
    }

    [Theory]
    [InlineData(2001)]
    [InlineData(10_000)]
    public void Of_many_test_rows_sorted_by_class_each_class_has_its_share_of_the_attacked_ones(int testRows)
    {
        var rows = SignAttack.Rows(testRows);

        Assert.Equal(SignAttack.MostRows, rows.Distinct().Count());
        Assert.Equal(rows, SignAttack.Rows(testRows));
        Assert.Equal(Enumerable.Range(0, 2000), SignAttack.Rows(2000));
        var share = SignAttack.MostRows / 10.0;
        Assert.All(Enumerable.Range(0, 10), label => Assert.InRange(rows.Count(row => row * 10L / testRows == label), 0.75 * share, 1.25 * share));
    }

    [Fact]
    public void Rows_that_are_attacked_are_those_that_were_drawn()
    {
        using var scope = torch.NewDisposeScope();
        // 3,000 test rows sorted by class; a model that always answers the first one.
        var rows = Enumerable.Range(0, 3010).Select(i => FormattableString.Invariant($"{i % 7},{(i < 10 ? i % 2 : (i - 10) / 1500)}\n"));
        using var folder = new TableFolder("task: classification\ntrain: rows.csv\ntarget: kind\ntest_rows: 3000\n", ("rows.csv", "x,kind\n" + string.Concat(rows)));
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = TableFolder.Name, ["model"] = "linear" });
        var data = folder.Open().Prepare(spec, torch.CPU);
        using var model = new LinearModel(1, [], 2);
        model.parameters().Last().Set([1, 0]);

        var result = Assert.Single(new SignAttack(batch => model.call(batch.Input), model, TrainingTask.Of(spec, data), data).Measure([], CancellationToken.None));

        Assert.Equal(2000, result.Samples);
        Assert.InRange(result.Accuracy, 0.45, 0.55); // of the first 2,000 rows it would be 0.75
    }

    [Fact]
    public void Only_the_numbers_of_a_table_are_moved_and_trees_are_not_attacked()
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "moons", ["model"] = "mlp", ["epochs"] = 5, ["learning_rate"] = 0.01, ["test.attacks"] = 0.3 };
        var spec = TrainingSpec.Parse(fields);
        using var session = TrainingSession.Start(spec, DatasetCatalog.Open("moons", "nowhere"), Some.OneThread);
        Some.RunToEnd(session, spec);
        var attacks = session.EvaluateTest().Attacks;
        Assert.True(attacks[1].Accuracy < attacks[0].Accuracy - 0.02, string.Join(' ', attacks));

        fields["model"] = "trees";
        using var trees = TrainingSession.Start(TrainingSpec.Parse(fields), DatasetCatalog.Open("moons", "nowhere"), Some.OneThread);
        trees.RunEpoch(CancellationToken.None);
        Assert.Empty(trees.EvaluateTest().Attacks);
    }

    [Fact]
    public void A_number_to_predict_cannot_be_attacked()
    {
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "friedman", ["model"] = "mlp", ["test.attacks"] = "0.1" });

        Assert.Equal("test.attacks", Assert.Throws<SpecException>(() => TrainingSession.Start(spec, DatasetCatalog.Open("friedman", "nowhere"), Some.OneThread)).Field);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.1, strong")]
    [InlineData("-1")]
    [InlineData("11")]
    public void A_strength_that_is_none_is_refused_with_what_is_expected(string strengths) =>
        Assert.Contains("numbers above 0", Assert.Throws<SpecException>(() => Some.Spec(("test.attacks", strengths))).Message, StringComparison.Ordinal);
}
