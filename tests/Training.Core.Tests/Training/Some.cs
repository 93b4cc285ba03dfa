using Training.Core.Data;

namespace Training.Core.Tests.Training;

/// <summary>Small trials on the generated digits.</summary>
internal static class Some
{
    public static ImageDataset Digits => (ImageDataset)DatasetCatalog.Open("digits", "nowhere");

    public static TrainingOptions OneThread { get; } = new(Threads: 1);

    /// <summary>A trial of 200 rows whose whole epoch takes milliseconds; later arguments override.</summary>
    public static TrainingSpec Spec(params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = "digits",
            ["train_samples"] = 200,
            ["model"] = "mlp",
            ["mlp.layers"] = 2,
            ["mlp.width"] = 32,
            ["batch_size"] = 32,
            ["epochs"] = 4,
            ["learning_rate"] = 0.003,
            ["optimizer"] = "adam",
            ["seed"] = 11,
        };
        foreach (var (field, value) in fields)
            all[field] = value;
        return TrainingSpec.Parse(all);
    }

    public static TrainingSession Session(TrainingSpec spec) => TrainingSession.Start(spec, Digits, OneThread);

    /// <summary>What an epoch measured, without the clock: equal strings mean equal bits.</summary>
    public static string Bits(EpochResult epoch) =>
        $"{epoch.Epoch} {epoch.TrainLoss:R} {epoch.ValidationLoss:R} {string.Join(' ', epoch.Metrics.Values.Select(value => value.ToString("R")))} {epoch.LearningRate:R} {epoch.Samples}";

    /// <summary>Runs epochs to the end of the spec.</summary>
    public static List<string> RunToEnd(TrainingSession session, TrainingSpec spec)
    {
        var epochs = new List<string>();
        while (session.CompletedEpochs < spec.Epochs)
            epochs.Add(Bits(session.RunEpoch(CancellationToken.None)));
        return epochs;
    }
}
