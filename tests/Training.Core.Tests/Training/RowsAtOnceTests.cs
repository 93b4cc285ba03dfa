using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Tests.Data.Tables;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>How many rows a forward pass takes: as ever for small samples, few enough for memory where samples are large.</summary>
public sealed class RowsAtOnceTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    [InlineData("resnet")]
    [InlineData("rnn")]
    [InlineData("transformer")]
    [InlineData("autoencoder")]
    [InlineData("masked_autoencoder")]
    [InlineData("gan")]
    public void Small_pictures_keep_the_rows_whose_bits_are_promised(string model)
    {
        var spec = Some.Spec(("model", model)).Model;

        foreach (var shape in new ImageShape[] { new(1, 28, 28), new(3, 32, 32) })
        {
            var values = spec.LargestTensor(shape);
            Assert.Equal((256, 256, 256), (RowsAtOnce.ToAnswer(values), RowsAtOnce.ToAttack(values), RowsAtOnce.ToExplain(values)));
        }

        Assert.Equal(256, ModelCatalog.Adapt(spec, Some.Digits.Prepare(Some.Spec(), torch.CPU)).EvaluationRows);
    }

    [Theory]
    [InlineData("transformer", 3136L * 3136 * 4)]
    [InlineData("masked_autoencoder", 3136L * 3136 * 4)]
    [InlineData("resnet", 224L * 224 * 64)]
    [InlineData("cnn", 224L * 224 * 64)]
    public void Large_pictures_go_so_many_at_a_time_as_a_gibibyte_holds(string model, long values)
    {
        var spec = Some.Spec(("model", model), ("resnet.channels", 64), ("cnn.channels", 64)).Model;

        Assert.Equal(values, spec.LargestTensor(new ImageShape(3, 224, 224)));
        Assert.InRange(RowsAtOnce.ToAnswer(values) * values * sizeof(float), 1L << 29, 1L << 30);
        Assert.True(RowsAtOnce.ToExplain(values) <= RowsAtOnce.ToAttack(values) && RowsAtOnce.ToAttack(values) < RowsAtOnce.ToAnswer(values));
        Assert.Equal(1, RowsAtOnce.ToExplain(1L << 40));
    }

    [Fact]
    public void Long_windows_of_a_series_go_a_few_at_a_time_too()
    {
        using var folder = new TableFolder("task: forecast\ntrain: rows.csv\n", ("rows.csv", "a\n" + string.Join('\n', Enumerable.Range(0, 3000))));
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = TableFolder.Name, ["model"] = "transformer", ["transformer.heads"] = 16L, ["series.length"] = 2000, ["series.horizon"] = 1,
        });

        Assert.Equal((1 << 28) / (2000 * 2000 * 16), ModelCatalog.Adapt(spec.Model, folder.Open().Prepare(spec, torch.CPU)).EvaluationRows);
    }
}
