using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;
using Training.Core.Tests.Data.Tables;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Trials on tables: they learn, resume to the bit, and their models answer named rows as training did.</summary>
public sealed class TableTrialTests
{
    [Theory]
    [InlineData("mlp", 1.75)]
    [InlineData("linear", 2.9)]
    [InlineData("trees", 1.75)]
    public void A_number_is_learnt_in_its_own_unit(string model, double rmse) // the noise alone is 1, the target's deviation 5.2
    {
        var spec = Spec("friedman", model);
        using var session = Start(spec);
        var last = RunToEnd(session, spec);

        Assert.InRange(last.Metrics["validation_rmse"], 0.9, rmse);
        Assert.True(last.Metrics["validation_mae"] < last.Metrics["validation_rmse"]);
        Assert.InRange(last.Metrics["validation_r2"], 0.6, 1);
        Assert.InRange(session.EvaluateTest().Metrics["test_rmse"], 0.9, rmse + 0.2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Measures_of_numbers_are_of_the_columns_values_and_not_of_their_scaled_roundings(int smallest)
    {
        var rows = Enumerable.Range(0, 100).Select(i => $"{i},{(i % 20 == 19 ? smallest : 9_973L * i)}\n");
        using var folder = new TableFolder("task: regression\ntrain: rows.csv\ntarget: y\ntest_rows: 40\n", ("rows.csv", "x,y\n" + string.Concat(rows)));
        var spec = Spec(TableFolder.Name, "linear", ("epochs", 1));
        using var checkpoints = new TemporaryFolder();
        using var session = TrainingSession.Start(spec, folder.Open(), Some.OneThread);
        session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(checkpoints.Path);
        using var served = TrainedModel.Load(saved.File, saved.Digest);

        var tested = session.EvaluateTest().Metrics;

        var pairs = Enumerable.Range(60, 40).Select(i => (Truth: i % 20 == 19 ? smallest : 9_973.0 * i, Answer: served.Predict([new Dictionary<string, object?> { ["x"] = i }]).Single().Value!.Value)).ToArray();
        var shares = pairs.Average(pair => Math.Abs(pair.Answer - pair.Truth) / Math.Max(Math.Abs(pair.Truth), Math.ScaleB(1, -52)));
        Assert.Equal(1, tested["test_mape"] / shares, 1e-5);
    }

    [Fact]
    public void Noise_falls_on_numbers_and_never_on_the_codes_of_categories()
    {
        var spec = Spec("friedman", "mlp", ("noise", 1.0), ("epochs", 1));
        SeenInput? seen = null;
        using var session = TrainingSession.Start(spec, DatasetCatalog.Open("friedman", "nowhere"), Some.OneThread, (_, shape, outputs, _) => seen = new SeenInput((TableShape)shape, outputs));
        session.RunEpoch(CancellationToken.None);

        Assert.NotEmpty(seen!.Codes);
        Assert.All(seen.Codes, code => Assert.Equal(Math.Round(code), code));
        Assert.Contains(seen.Numbers, number => Math.Abs(number) > 2.5); // uniform numbers, standardised, stay below 1.8 without noise
    }

    [Fact]
    public void Noise_leaves_one_hot_columns_and_missing_flags_as_they_are()
    {
        var rows = Enumerable.Range(0, 200).Select(i => $"{(i % 5 == 0 ? "" : i % 17)},{(char)('a' + (i % 3))},{i % 7}\n");
        using var folder = new TableFolder("task: regression\ntrain: rows.csv\ntarget: y\n", ("rows.csv", "x,kind,y\n" + string.Concat(rows)));
        SeenInput? seen = null;
        using var session = TrainingSession.Start(
            Spec(TableFolder.Name, "mlp", ("noise", 1.0), ("epochs", 1), ("table.encoding", "onehot")), folder.Open(), Some.OneThread, (_, shape, outputs, _) => seen = new SeenInput((TableShape)shape, outputs));

        session.RunEpoch(CancellationToken.None);

        var columns = seen!.Numbers.Index().GroupBy(value => value.Index % 6, value => value.Item).OrderBy(column => column.Key).Select(column => column.ToArray()).ToArray(); // x, its flag, and four codes
        Assert.All(columns[1..].SelectMany(column => column), value => Assert.True(value is 0 or 1, $"{value}"));
        Assert.All(columns[1..2].Concat(columns[3..]), column => Assert.Equal(2, column.Distinct().Count())); // the first code is of unknown values
        Assert.True(columns[0].Distinct().Count() > 30);
    }

    [Fact]
    public void Every_value_of_a_table_of_numbers_takes_noise_of_the_deviation_that_is_asked_for()
    {
        float[] Seen(double noise)
        {
            SeenInput? seen = null;
            using var session = TrainingSession.Start(Spec("moons", "mlp", ("noise", noise), ("epochs", 1)), DatasetCatalog.Open("moons", "nowhere"), Some.OneThread, (_, shape, outputs, _) => seen = new SeenInput((TableShape)shape, outputs));
            session.RunEpoch(CancellationToken.None);
            return [.. seen!.Numbers];
        }

        var noise = Seen(0.5).Zip(Seen(0), (noisy, value) => (double)noisy - value).ToArray();

        Assert.DoesNotContain(0.0, noise);
        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 0.47, 0.53);
    }

    [Theory]
    [InlineData("mlp", 0.95)]
    [InlineData("linear", 0.8)]
    [InlineData("trees", 0.95)]
    public void Classes_of_a_table_are_learnt(string model, double accuracy)
    {
        var spec = Spec("moons", model);
        using var session = Start(spec);

        Assert.True(RunToEnd(session, spec).Metrics["validation_accuracy"] > accuracy);
        Assert.True(session.EvaluateTest().Metrics["test_accuracy"] > accuracy - 0.02);
    }

    [Theory]
    [InlineData("mlp", "friedman")]
    [InlineData("linear", "friedman")]
    [InlineData("trees", "friedman")]
    [InlineData("trees", "friedman", "mae")]
    [InlineData("trees", "friedman", "huber")]
    [InlineData("trees", "moons")]
    public void Resuming_is_bit_identical_to_not_stopping(string model, string data, string loss = "auto")
    {
        var spec = Spec(data, model, ("dropout", 0.2), ("trees.subsample", 0.7), ("trees.columns", 0.6), ("epochs", 4), ("trees.rounds_per_epoch", 5), ("loss", loss));
        using var folder = new TemporaryFolder();
        using var whole = Start(spec);
        var expected = Some.RunToEnd(whole, spec);
        using var first = Start(spec);
        first.RunEpoch(CancellationToken.None);
        first.RunEpoch(CancellationToken.None);
        using var resumed = TrainingSession.Resume(spec, Data(spec), Some.OneThread, first.SaveCheckpoint(folder.Path).File);

        Assert.Equal(expected[2..], Some.RunToEnd(resumed, spec));
        Assert.Equal(whole.SaveCheckpoint(folder.Path).Digest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    [Fact]
    public void Trees_that_are_scored_by_what_they_added_score_as_those_that_are_asked_for_all()
    {
        var spec = Spec("moons", "trees", ("epochs", 3), ("trees.rounds_per_epoch", 4));
        using var folder = new TemporaryFolder();
        using var session = Start(spec);
        var last = RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder.Path);
        using var asked = TrainedModel.Load(saved.File, saved.Digest);
        var (data, answers) = (Data(spec), asked.PredictHeldOut(Data(spec)));
        var loss = answers.Rows.Select((row, i) => -Math.Log(answers.Probabilities.Span[(2 * i) + data.ClassOf(DataPart.Train, row)])).Average();

        Assert.Equal(loss, last.ValidationLoss, 1e-6);
    }

    [Theory]
    [InlineData("mlp", "embedding")]
    [InlineData("mlp", "onehot")]
    [InlineData("linear", "embedding")]
    [InlineData("trees", "onehot")]
    public void A_served_model_repeats_the_steps_on_named_rows(string model, string encoding)
    {
        var spec = Spec("friedman", model, ("table.encoding", encoding), ("table.outliers", "clip_iqr"), ("table.log", "all"), ("epochs", 2));
        using var folder = new TemporaryFolder();
        using var session = Start(spec);
        RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder.Path);
        using var served = TrainedModel.Load(saved.File, saved.Digest);
        var table = (TableDataset)Data(spec);
        var answers = served.Predict([.. table.TestIndex.ToArray().Select(row => Row(table, row))]);

        var errors = answers.Select((answer, i) => answer.Value!.Value - table.TargetColumn.Numbers[table.TestIndex[i]]).ToArray();
        Assert.Equal(session.EvaluateTest().Metrics["test_rmse"], Math.Sqrt(errors.Average(error => error * error)), 1e-4);
        Assert.Equal(session.EvaluateTest().Metrics["test_rmse"], served.EvaluateTest(table).Metrics["test_rmse"], 1e-9);
        Assert.Equal(11, served.Signature.Columns!.Count);
        Assert.Equal("y", served.Signature.Target);
    }

    [Fact]
    public void A_row_that_does_not_fit_is_refused_with_row_and_column()
    {
        var spec = Spec("moons", "linear", ("epochs", 1));
        using var folder = new TemporaryFolder();
        using var session = Start(spec);
        RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder.Path);
        using var served = TrainedModel.Load(saved.File, saved.Digest);

        string Refusal(string column, object? value) => Assert.Throws<RowException>(
            () => served.Predict([new Dictionary<string, object?> { ["x"] = 1 }, new Dictionary<string, object?> { [column] = value }])).Message;
        Assert.Contains("Row 1, column y: \"abc\" is not a number", Refusal("y", "abc"), StringComparison.Ordinal);
        Assert.Contains("Row 1: the model knows no column 'z'", Refusal("z", 1), StringComparison.Ordinal);
        var answer = served.Predict([new Dictionary<string, object?> { ["x"] = "0.5", ["y"] = null }]).Single();
        Assert.Equal(1, answer.Probabilities.Sum(), 1e-5);
        Assert.Contains(answer.Class!, served.Signature.Classes);
    }

    [Fact]
    public void Trees_refuse_what_is_no_table_and_numbers_refuse_a_loss_of_classes()
    {
        var images = Some.Spec(("model", "trees"));
        Assert.Contains("'trees' takes tables, but the data set is images", Assert.Throws<SpecException>(() => Some.Session(images)).Message, StringComparison.Ordinal);
        var classes = Spec("friedman", "mlp", ("loss", "cross_entropy"));
        Assert.Contains("'cross_entropy' does not fit numbers", Assert.Throws<SpecException>(() => Start(classes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mae")]
    [InlineData("huber")]
    public void Other_losses_of_numbers_learn_too(string loss)
    {
        var spec = Spec("friedman", "mlp", ("loss", loss), ("epochs", 4));
        using var session = Start(spec);

        Assert.True(RunToEnd(session, spec).Metrics["validation_r2"] > 0.7);
    }

    private static TrainingSpec Spec(string data, string model, params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = data, ["model"] = model, ["epochs"] = 8, ["batch_size"] = 64, ["learning_rate"] = model == "linear" ? 0.02 : 0.005, ["mlp.width"] = 64, ["seed"] = 3,
        };
        foreach (var (field, value) in fields)
            all[field] = value;
        return TrainingSpec.Parse(all);
    }

    private static Dataset Data(TrainingSpec spec) => DatasetCatalog.Open(spec.Data.Name, "nowhere");

    private static TrainingSession Start(TrainingSpec spec) => TrainingSession.Start(spec, Data(spec), Some.OneThread);

    private static EpochResult RunToEnd(TrainingSession session, TrainingSpec spec)
    {
        EpochResult? last = null;
        while (session.CompletedEpochs < spec.Epochs)
            last = session.RunEpoch(CancellationToken.None);
        return last!;
    }

    private static Dictionary<string, object?> Row(TableDataset table, int row) => table.Inputs.ToDictionary(
        column => column.Name,
        column => column.IsMissing(row) ? null : column.IsNumeric ? column.Numbers[row] : (object)column.Levels[column.Codes[row]],
        StringComparer.Ordinal);

    /// <summary>A linear layer that keeps what it is given while training.</summary>
    private sealed class SeenInput : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly TableShape _shape;
        private readonly Linear _linear;

        public SeenInput(TableShape shape, int outputs)
            : base(nameof(SeenInput))
        {
            _shape = shape;
            _linear = torch.nn.Linear(shape.Width, outputs);
            RegisterComponents();
        }

        public List<float> Numbers { get; } = [];

        public List<float> Codes { get; } = [];

        public override torch.Tensor forward(torch.Tensor input)
        {
            if (training)
            {
                foreach (var row in input.ToArray<float>().Chunk(_shape.Width))
                {
                    Numbers.AddRange(row[.._shape.Numbers]);
                    Codes.AddRange(row[_shape.Numbers..]);
                }
            }

            return _linear.call(input);
        }
    }
}
