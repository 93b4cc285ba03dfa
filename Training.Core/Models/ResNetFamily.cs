using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>resnet</c>: its fields and how they become a network.</summary>
internal static class ResNetFamily
{
    private static readonly FieldCondition When = new("model", ["resnet"]);

    public static ModelFamily Family { get; } = new(
        "resnet", "Residual network", "Deep convolutions with shortcuts and batch normalisation: the strong choice for pictures, and the slowest on a CPU.",
        [
            Choice("resnet.depth", "Layers", 20L, [8L, 14L, 20L, 26L, 32L, 38L, 44L, 50L, 56L], "Layers with weights, 6n + 2: three stages of n blocks of two convolutions.", When, searchable: true),
            Int("resnet.channels", "First channels", 16, 4, 256, "Channels of the first stage; each stage has twice as many. 16 is the paper's network, 16·k the one k times as wide.", When, search: new(8, 64), log: true),
        ],
        values => new ResNetSpec(values.Int("resnet.depth"), values.Int("resnet.channels"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, dropout) => new ResNet(ModelCatalog.Need<ImageShape>(spec, shape, "images"), outputs, (ResNetSpec)spec, dropout))
    {
        Takes = [SampleKind.Image],
    };
}
