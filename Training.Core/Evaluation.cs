using Training.Core.Torch;

namespace Training.Core;

/// <summary>Scores a model without changing it.</summary>
internal static class Evaluation
{
    /// <summary>Rows per forward pass: enough to amortise the calls, few enough for activations to stay in the cache.</summary>
    public const int BatchSize = 256;

    /// <summary>Mean cross entropy (unsmoothed) and accuracy over some rows, in evaluation mode; the mode is restored.</summary>
    public static (double Loss, double Accuracy) Score(torch.nn.Module<torch.Tensor, torch.Tensor> model, BatchReader reader, ReadOnlySpan<int> rows, CancellationToken stop)
    {
        var wasTraining = model.training;
        model.eval();
        using var guard = torch.no_grad();
        try
        {
            var (loss, correct) = (0.0, 0.0);
            for (var at = 0; at < rows.Length; at += BatchSize)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var (input, target) = reader.Read(rows.Slice(at, Math.Min(BatchSize, rows.Length - at)));
                var logits = model.call(input); // (N, classes)
                loss += torch.nn.functional.cross_entropy(logits, target, sum: true).item();
                correct += Correct(logits, target);
            }

            return (loss / rows.Length, correct / rows.Length);
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    /// <summary>The score over a whole test pool.</summary>
    public static EvaluationResult Test(torch.nn.Module<torch.Tensor, torch.Tensor> model, BatchReader reader, int count, CancellationToken stop)
    {
        var (loss, accuracy) = Score(model, reader, Enumerable.Range(0, count).ToArray(), stop);
        return new EvaluationResult(new Dictionary<string, double>(StringComparer.Ordinal) { ["test_loss"] = loss, ["test_accuracy"] = accuracy }, count);
    }

    /// <summary>How many of the largest logits are at the target.</summary>
    public static double Correct(torch.Tensor logits, torch.Tensor target) => logits.argmax(1).eq(target).sum().item();
}
