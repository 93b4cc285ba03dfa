using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>dlinear</c>: its fields and how they become a network.</summary>
internal static class DlinearFamily
{
    private static readonly FieldCondition When = new("model", ["dlinear"]);

    public static ModelFamily Family { get; } = new(
        "dlinear", "Linear forecaster", "A line through the trend and one through the rest of each series: hard to beat on long horizons.",
        [
            Choice("dlinear.kernel", "Trend kernel", 25L, [5L, 13L, 25L, 49L, 97L], "Steps of the moving average that is the trend.", When, searchable: true, unit: "steps"),
        ],
        values => new DlinearSpec(values.Int("dlinear.kernel"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, _, _) => new Dlinear(ModelCatalog.Need<SeriesShape>(spec, shape, "series"), ((DlinearSpec)spec).Kernel))
    {
        Takes = [SampleKind.Series],
    };
}
