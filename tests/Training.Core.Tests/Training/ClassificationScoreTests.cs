using Training.Core.Data;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class ClassificationScoreTests
{
    private const int Classes = 2_000, Rows = 500;

    [Theory]
    [InlineData(4, 4 * Rows * Classes)] // 4 million: as many as are ranked
    [InlineData(5, 0)]
    public void Validation_keeps_no_more_probabilities_than_it_ranks(int batches, int kept)
    {
        using var scope = torch.NewDisposeScope();
        var (validation, test) = (Score(forFullResult: false), Score(forFullResult: true));
        for (var b = 0; b < batches; b++)
        {
            var output = torch.tensor<float>([.. Enumerable.Range(0, Rows * Classes).Select(i => (float)Math.Sin(i + b))], Rows, Classes);
            var batch = new Batch(output, torch.tensor<long>([.. Enumerable.Range(0, Rows).Select(row => (long)(row % 7))]), Rows);
            validation.Add(output, batch);
            test.Add(output, batch);
        }

        Assert.Equal(kept, validation.Kept);
        Assert.Equal(batches * Rows * Classes, test.Kept);
        Assert.Equal(test.Result(), validation.Result());
        Assert.Equal(kept > 0, validation.Result().ContainsKey("roc_auc"));
    }

    [Fact]
    public void Very_many_classes_cost_what_their_rows_cost()
    {
        const int classes = 10_000, rows = 100;
        using var scope = torch.NewDisposeScope();
        var output = torch.tensor<float>([.. Enumerable.Range(0, rows * classes).Select(i => (float)Math.Sin(i))], rows, classes);
        var batch = new Batch(output, torch.tensor<long>([.. Enumerable.Range(0, rows).Select(row => row * 97L)]), rows);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var score = new ClassificationScore(classes, values => values, (_, _) => 1.5, forFullResult: false);
        score.Add(output, batch);
        var (f1, recall) = (score.Confusion.MacroF1, score.Confusion.BalancedAccuracy);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 100_000_000); // a number for each pair of classes would be 800 million
        Assert.Equal(rows, score.Confusion.Total);
        Assert.InRange(f1, 0, recall);
    }

    private static ClassificationScore Score(bool forFullResult) => new(Classes, output => output, (_, _) => 1.5, forFullResult);
}
