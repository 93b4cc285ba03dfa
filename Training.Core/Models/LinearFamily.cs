using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>The family <c>linear</c>: linear and logistic regression, the baseline that anything else should beat.</summary>
internal static class LinearFamily
{
    public static ModelFamily Family { get; } = new(
        "linear", "Linear or logistic regression", "One weight for each input: the baseline that others should beat. Its regularisation is weight_decay.",
        [],
        values => new LinearSpec(values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, _) => Build(spec, shape, outputs))
    {
        Takes = [SampleKind.Table, SampleKind.Image, SampleKind.Series],
    };

    private static LinearModel Build(ModelSpec spec, SampleShape shape, int outputs) => shape switch
    {
        TableShape table => new LinearModel(table.Numbers, table.Cardinalities, outputs),
        SeriesShape series => new LinearModel(series.Length * series.Channels, [], outputs),
        _ => new LinearModel(ModelCatalog.Need<ImageShape>(spec, shape, "images, tables or series").Size, [], outputs),
    };
}
