using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Training.Core;

/// <summary>Everything that decides the outcome of one trial, typed and checked. Pure managed code: it never loads libtorch.</summary>
/// <param name="Data">Which rows.</param>
/// <param name="Model">Which network.</param>
/// <param name="Optimizer">How weights follow gradients.</param>
/// <param name="Schedule">How the learning rate changes.</param>
/// <param name="Loss">What is minimised.</param>
/// <param name="BatchSize">Rows per step, 1 to 65536.</param>
/// <param name="Epochs">Passes over the training rows, 1 to 10,000.</param>
/// <param name="Seed">Seed of initial weights, shuffling, dropout and noise, 0 to 2^53 - 1.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
public sealed record TrainingSpec(
    DataSpec Data, ModelSpec Model, OptimizerSpec Optimizer, ScheduleSpec Schedule, LossSpec Loss, int BatchSize, int Epochs, long Seed, string Device)
{
    /// <summary>SHA-256 (lower-case hex) of the canonical fields as JSON with sorted names: equal exactly when two specs mean the same training.</summary>
    public string SpecHash => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson()));

    /// <summary>
    /// Reads a flat dictionary of field values; fields left out take their defaults. Fields of another model family or optimizer
    /// are checked, then ignored. Throws <see cref="SpecException"/> with every error found.
    /// </summary>
    public static TrainingSpec Parse(IReadOnlyDictionary<string, object> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var values = FieldValues.Read(fields);
        return new TrainingSpec(
            new DataSpec(values.Text("data"), values.Int("train_samples"), values.Float("validation_fraction"), values.Long("split_seed"), values.Float("noise"))
            {
                Fraction = new DataFraction(
                    values.Float("data_fraction"), values.Text("data_growth"), values.Int("data_full_from"), values.Int("data_min_epochs"), values.Int("data_reduction_factor")),
            },
            ReadModel(values),
            new OptimizerSpec(
                values.Text("optimizer"), values.Float("learning_rate"), values.Float("weight_decay"),
                values.Float("momentum"), values.Flag("nesterov"), values.Float("beta1"), values.Float("beta2")),
            new ScheduleSpec(values.Text("schedule")),
            new LossSpec(values.Text("loss"), values.Float("label_smoothing")),
            values.Int("batch_size"),
            values.Int("epochs"),
            values.Long("seed"),
            values.Text("device"));
    }

    /// <summary>The canonical flat form: every field that has an effect, none that has not; <see cref="Parse"/> gives an equal spec back.</summary>
    public IReadOnlyDictionary<string, object> ToFields()
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = Data.Name,
            ["train_samples"] = (long)Data.TrainSamples,
            ["validation_fraction"] = Data.ValidationFraction,
            ["split_seed"] = Data.SplitSeed,
            ["model"] = Model.Kind,
        };
        WriteFraction(fields);
        WriteModel(fields);
        fields["activation"] = Model.Activation;
        fields["dropout"] = Model.Dropout;
        WriteOptimizer(fields);
        fields["schedule"] = Schedule.Kind;
        fields["loss"] = Loss.Kind;
        fields["label_smoothing"] = Loss.LabelSmoothing;
        fields["noise"] = Data.Noise;
        fields["batch_size"] = (long)BatchSize;
        fields["epochs"] = (long)Epochs;
        fields["seed"] = Seed;
        fields["device"] = Device;
        return fields;
    }

    private static ModelSpec ReadModel(FieldValues values)
    {
        var activation = values.Text("activation");
        var dropout = values.Float("dropout");
        if (values.Text("model") == "cnn")
            return new CnnSpec(values.Int("cnn.channels"), values.Int("cnn.blocks"), values.Int("cnn.kernel"), values.Int("cnn.hidden"), activation, dropout);
        var widths = values.Text("mlp.widths");
        return new MlpSpec(
            widths.Length > 0 ? FieldValues.ParseWidths(widths) : [.. Enumerable.Repeat(values.Int("mlp.width"), values.Int("mlp.layers"))],
            activation,
            dropout);
    }

    // Nothing while all rows are used: such a training has the hash that it had before there were fractions.
    private void WriteFraction(Dictionary<string, object> fields)
    {
        if (!Data.Fraction.LeavesOut)
            return;
        fields["data_fraction"] = Data.Fraction.Start;
        if (Data.Fraction.Growth == "constant")
            return;
        fields["data_growth"] = Data.Fraction.Growth;
        fields["data_full_from"] = (long)Data.Fraction.FullFrom;
        fields["data_min_epochs"] = (long)Data.Fraction.MinEpochs;
        fields["data_reduction_factor"] = (long)Data.Fraction.ReductionFactor;
    }

    private void WriteModel(Dictionary<string, object> fields)
    {
        switch (Model)
        {
            case MlpSpec mlp when mlp.Widths.Distinct().Count() == 1:
                fields["mlp.layers"] = (long)mlp.Widths.Count;
                fields["mlp.width"] = (long)mlp.Widths[0];
                break;
            case MlpSpec mlp:
                fields["mlp.widths"] = string.Join(',', mlp.Widths.Select(width => width.ToString(CultureInfo.InvariantCulture)));
                break;
            case CnnSpec cnn:
                fields["cnn.channels"] = (long)cnn.Channels;
                fields["cnn.blocks"] = (long)cnn.Blocks;
                fields["cnn.kernel"] = (long)cnn.Kernel;
                fields["cnn.hidden"] = (long)cnn.Hidden;
                break;
        }
    }

    private void WriteOptimizer(Dictionary<string, object> fields)
    {
        fields["optimizer"] = Optimizer.Kind;
        fields["learning_rate"] = Optimizer.LearningRate;
        fields["weight_decay"] = Optimizer.WeightDecay;
        if (Optimizer.Kind == "sgd")
        {
            fields["momentum"] = Optimizer.Momentum;
            fields["nesterov"] = Optimizer.Nesterov;
        }
        else
        {
            fields["beta1"] = Optimizer.Beta1;
            fields["beta2"] = Optimizer.Beta2;
        }
    }

    private byte[] CanonicalJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, object>(ToFields().ToDictionary(), StringComparer.Ordinal));
}
