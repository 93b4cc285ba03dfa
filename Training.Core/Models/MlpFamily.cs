using Training.Core.Data;
using Training.Core.Torch;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>mlp</c>: its fields and how they become a network.</summary>
internal static class MlpFamily
{
    private static readonly FieldCondition When = new("model", ["mlp"]);

    public static ModelFamily Family { get; } = new(
        "mlp", "Fully connected", "Layers that see every input at once: small, quick, good for tables and a first try.",
        [
            Int("mlp.layers", "Hidden layers", 2, 1, 8, "Number of hidden layers.", When, search: new(1, 4)),
            Int("mlp.width", "Units per layer", 256, 8, 4096, "Units in each hidden layer.", When, search: new(32, 1024), log: true),
            new("mlp.widths", "text", "", "Units of each hidden layer, such as '512,256'; replaces layers and units when given.")
            {
                Title = "Layer widths", When = When, Searchable = true,
            },
            Int("mlp.embedding", "Embedding size", 0, 0, 256, "Tables: numbers that stand for a category's value; 0 takes half as many as it has values, at most 50.", When, search: new(2, 32), log: true).OnlyFor(SampleKind.Table),
        ],
        Read,
        (spec, shape, outputs, dropout) => Build((MlpSpec)spec, shape, outputs, dropout))
    {
        Takes = [SampleKind.Table, SampleKind.Image, SampleKind.Series],
    };

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Build(MlpSpec spec, SampleShape shape, int outputs, RandomStream dropout) => shape switch
    {
        TableShape { Cardinalities.Count: > 0 } table => new TableMlp(table, outputs, spec, dropout),
        TableShape table => new Mlp(table.Numbers, outputs, spec, dropout),
        SeriesShape series => new Mlp(series.Length * series.Channels, outputs, spec, dropout),
        _ => new Mlp(ModelCatalog.Need<ImageShape>(spec, shape, "images, tables or series").Size, outputs, spec, dropout),
    };

    private static MlpSpec Read(FieldValues values)
    {
        var widths = values.Text("mlp.widths");
        return new MlpSpec(
            widths.Length > 0 ? FieldValues.ParseWidths(widths) : [.. Enumerable.Repeat(values.Int("mlp.width"), values.Int("mlp.layers"))],
            values.Text("activation"), values.Float("dropout"))
        {
            Embedding = values.Int("mlp.embedding"),
        };
    }
}
