using System.Security.Cryptography;
using System.Text.Json;
using Training.Core.Models;

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
    // The fields that the first version wrote always. Later ones are written only where they differ from their defaults, so that old specs keep their hash.
    private static readonly HashSet<string> FirstFields = new(StringComparer.Ordinal)
    {
        "data", "train_samples", "validation_fraction", "split_seed", "model", "mlp.layers", "mlp.width", "mlp.widths", "cnn.channels", "cnn.blocks", "cnn.kernel", "cnn.hidden",
        "activation", "dropout", "optimizer", "learning_rate", "weight_decay", "momentum", "nesterov", "beta1", "beta2", "schedule", "label_smoothing", "noise",
        "batch_size", "epochs", "seed", "device",
    };

    /// <summary>When the trial ends before its last epoch; never unless asked for.</summary>
    public EarlyStoppingSpec EarlyStopping { get; init; } = new(Patience: 0, Delta: 0);

    /// <summary>What matrix products and convolutions are computed in: <c>float32</c>, or <c>bfloat16</c> with weights, sums and all else in float32.</summary>
    public string Precision { get; init; } = "float32";

    /// <summary>Epochs from one picture to the next, for networks that make pictures; 0 for none. Changes nothing of the training.</summary>
    public int PictureEvery { get; init; } = 5;

    /// <summary>Where weights come from and which of them train; fresh ones, all alike, unless asked for.</summary>
    public TransferSpec Transfer { get; init; } = TransferSpec.None;

    /// <summary>What the test evaluation measures further.</summary>
    public TestSpec Test { get; init; } = TestSpec.None;

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
                Labels = values.Int("data_labels"),
                Fraction = new DataFraction(
                    values.Float("data_fraction"), values.Text("data_growth"), values.Int("data_full_from"), values.Int("data_min_epochs"), values.Int("data_reduction_factor")),
                LabelledRows = values.Int("labelled_rows"), SplitBy = SplitSpec.Read(values), Table = TableSpec.Read(values), Series = SeriesSpec.Read(values), Text = TextSpec.Read(values),
                Augment = AugmentSpec.Read(values), Oversample = values.Text("data.balance") == "oversample",
            },
            ModelCatalog.Get(values.Text("model")).Read(values) with { Init = values.Text("init") },
            OptimizerSpec.Read(values),
            ScheduleSpec.Read(values),
            LossSpec.Read(values),
            values.Int("batch_size"),
            values.Int("epochs"),
            values.Long("seed"),
            values.Text("device"))
        {
            EarlyStopping = EarlyStoppingSpec.Read(values), Transfer = TransferSpec.Read(values), PictureEvery = values.Int("picture_every"),
            Precision = values.Text("precision"),
            Test = TestSpec.Read(values),
        };
    }

    /// <summary>The canonical flat form: the fields that have an effect, later ones only where they differ from their defaults; <see cref="Parse"/> gives an equal spec back.</summary>
    public IReadOnlyDictionary<string, object> ToFields()
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = Data.Name,
            ["data_labels"] = (long)Data.Labels,
            ["train_samples"] = (long)Data.TrainSamples,
            ["validation_fraction"] = Data.ValidationFraction,
            ["split_seed"] = Data.SplitSeed,
            ["model"] = Model.Kind,
        };
        WriteFraction(fields);
        Model.Write(fields);
        fields["init"] = Model.Init;
        fields["activation"] = Model.Activation;
        fields["dropout"] = Model.Dropout;
        Optimizer.Write(fields);
        Schedule.Write(fields);
        Loss.Write(fields);
        EarlyStopping.Write(fields);
        Transfer.Write(fields);
        fields["noise"] = Data.Noise;
        fields["labelled_rows"] = (long)Data.LabelledRows;
        Data.SplitBy.Write(fields);
        Data.Table.Write(fields);
        Data.Series.Write(fields);
        Data.Text.Write(fields);
        Data.Augment.Write(fields);
        fields["data.balance"] = Data.Oversample ? "oversample" : "none";
        if (ModelCatalog.Get(Model.Kind).Target is not null)
            fields["picture_every"] = (long)PictureEvery;
        Test.Write(fields);
        fields["batch_size"] = (long)BatchSize;
        fields["epochs"] = (long)Epochs;
        fields["seed"] = Seed;
        fields["device"] = Device;
        fields["precision"] = Precision;
        foreach (var (name, _) in fields.Where(field => !FirstFields.Contains(field.Key) && field.Value.Equals(TrainingFields.Get(field.Key).Default)).ToArray())
            fields.Remove(name);
        return fields;
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

    private byte[] CanonicalJson()
    {
        var fields = new SortedDictionary<string, object>(ToFields().ToDictionary(), StringComparer.Ordinal);
        fields.TryAdd("loss", "cross_entropy"); // the only loss when the first hashes were made
        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }
}
