using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Scores a network without changing it.</summary>
internal static class Evaluation
{
    internal delegate Batch Reader(ReadOnlySpan<int> rows);

    /// <summary>The task's measures over rows of the training pool.</summary>
    public static IReadOnlyDictionary<string, double> Score(Func<Batch, torch.Tensor> forward, TrainingTask task, PreparedData data, ReadOnlySpan<int> rows, CancellationToken stop) =>
        Score(forward, task.ValidationScore(), data.Read, data.EvaluationRows, rows, stop).Result();

    /// <summary>The task's measures over the whole test part, each with the prefix <c>test_</c>.</summary>
    public static EvaluationResult Test(Func<Batch, torch.Tensor> forward, TrainingTask task, PreparedData data, CancellationToken stop)
    {
        var score = Score(forward, task, data.ReadTest, data.EvaluationRows, Enumerable.Range(0, data.TestRows).ToArray(), stop);
        var measures = score.FullResult().ToDictionary(pair => $"test_{pair.Key}", pair => pair.Value, StringComparer.Ordinal);
        return new EvaluationResult(measures, data.TestRows) { Confusion = score.Confusion, Classes = data.ClassNames };
    }

    /// <summary>An evaluation's score over some rows.</summary>
    public static IScore Score(Func<Batch, torch.Tensor> forward, TrainingTask task, Reader read, int rowsAtOnce, ReadOnlySpan<int> rows, CancellationToken stop) =>
        Score(forward, task.EvaluationScore(), read, rowsAtOnce, rows, stop);

    private static IScore Score(Func<Batch, torch.Tensor> forward, IScore score, Reader read, int rowsAtOnce, ReadOnlySpan<int> rows, CancellationToken stop)
    {
        using var guard = torch.no_grad();
        for (var at = 0; at < rows.Length; at += rowsAtOnce)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var part = rows.Slice(at, Math.Min(rowsAtOnce, rows.Length - at));
            var batch = read(part) with { Rows = part.ToArray() };
            score.Add(forward(batch), batch);
        }

        return score;
    }
}
