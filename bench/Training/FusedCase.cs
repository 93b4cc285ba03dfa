using Training.Core;

namespace Bench.Throughput;

/// <summary>Eight trials of one small network (64 inputs, 64-64 hidden units, batches of 32), each with its own rate, seed and so minibatches.</summary>
internal static class FusedCase
{
    public const string Name = "fused_mlp_8";
    public const int Epochs = 3;
    public const int Batch = 32;

    public static IReadOnlyList<TrainingSpec> Specs { get; } =
    [
        .. Enumerable.Range(0, 8).Select(k => TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = TrainingData.PatchesName,
            ["model"] = "mlp",
            ["mlp.widths"] = "64,64",
            ["optimizer"] = "adam",
            ["learning_rate"] = Rate(k),
            ["batch_size"] = Batch,
            ["epochs"] = 1_000,
            ["seed"] = k,
        })),
    ];

    /// <summary>0.0005 to 0.004.</summary>
    public static double Rate(int trial) => 0.0005 * (trial + 1);
}
