using Training.Core;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Bench.Throughput;

/// <summary>One network and batch size, trained in the product's own session.</summary>
/// <param name="Name">In the result.</param>
/// <param name="Model">The peer's name for the network.</param>
/// <param name="BatchSize">Rows per step.</param>
/// <param name="Rows">Training pool rows, a tenth of which validates.</param>
/// <param name="Epochs">Epochs per run, so that a run takes about a second.</param>
internal sealed record TrainingCase(string Name, string Model, int BatchSize, int Rows, int Epochs)
{
    public static IReadOnlyList<TrainingCase> All { get; } =
    [
        new("mlp_b64", "mlp", 64, 12_000, 4),
        new("mlp_b512", "mlp", 512, 12_000, 5),
        new("cnn_b64", "cnn", 64, 2_400, 1),
        new("lstm_b64", "lstm", 64, 4_800, 1),
        new("transformer_b32", "transformer", 32, 1_200, 1),
    ];

    /// <summary>784-512-256-10 (for the CNN the same fields with another network), an LSTM of 128 units over the 28 rows, or four transformer blocks over 49 patches.</summary>
    public TrainingSpec Spec { get; } = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["data"] = "digits",
        ["train_samples"] = Rows,
        ["model"] = Model switch { "lstm" => "rnn", "transformer" => "transformer", _ => "mlp" },
        ["rnn.cell"] = "lstm",
        ["rnn.hidden"] = 128,
        ["transformer.layers"] = 4,
        ["transformer.width"] = 128,
        ["transformer.heads"] = 4,
        ["transformer.patch"] = 4,
        ["mlp.widths"] = "512,256",
        ["dropout"] = 0.0,
        ["optimizer"] = "adam",
        ["learning_rate"] = 1e-3,
        ["batch_size"] = BatchSize,
        ["epochs"] = 1_000,
    });

    /// <summary>Builds the catalogue's network within another one, which native steps do not take: it is trained by operators and autograd.</summary>
    public static ModelBuilder ByOperators { get; } = (spec, shape, outputs, dropout) => torch.nn.Sequential(ModelCatalog.Build(spec, shape, outputs, dropout));

    /// <summary>Null takes the spec's; the CNN of the comparison (conv32-conv64-pool-fc128) is not one of the catalogue's.</summary>
    public ModelBuilder? Builder => Model != "cnn" ? null : (_, shape, classes, _) => torch.nn.Sequential(
        torch.nn.Conv2d(((ImageShape)shape).Channels, 32, 3, padding: 1), // (B, 32, 28, 28)
        torch.nn.ReLU(inplace: true),
        torch.nn.Conv2d(32, 64, 3, padding: 1), // (B, 64, 28, 28)
        torch.nn.ReLU(inplace: true),
        torch.nn.MaxPool2d(2), // (B, 64, 14, 14)
        torch.nn.Flatten(),
        torch.nn.Linear(64 * 14 * 14, 128),
        torch.nn.ReLU(inplace: true),
        torch.nn.Linear(128, classes));
}
