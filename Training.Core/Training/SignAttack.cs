using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// The fast gradient sign method: x' = x + ε sign(∂ loss(x, y) / ∂ x), one step of the same size for every value in the direction that raises
/// the loss (Goodfellow, Shlens, Szegedy 2015, arXiv 1412.6572, section 4). Pixels stay between black and white; codes, flags and
/// one-hot columns of a table are no quantities and stay as they are.
/// </summary>
internal sealed class SignAttack(Func<Batch, torch.Tensor> forward, torch.nn.Module network, TrainingTask task, PreparedData data)
{
    /// <summary>Rows that are attacked at most: enough for a standard error of 1%, few enough to cost seconds.</summary>
    internal const int MostRows = 2_000;

    private const long RowsSeed = 20_261_130;

    private readonly AttackRange _range = data.Attackable ?? throw new ArgumentException("The data have no values to move.", nameof(data));

    /// <summary>The accuracy at strength 0 and at each of the given ones.</summary>
    public IReadOnlyList<AttackResult> Measure(IReadOnlyList<double> strengths, CancellationToken stop)
    {
        double[] all = [0, .. strengths];
        var correct = new double[all.Length];
        var rows = Rows(data.TestRows);
        using var frozen = new FrozenWeights(network);
        foreach (var part in rows.Chunk(Math.Min(data.EvaluationRows, RowsAtOnce.ToAttack(data.LargestTensor))))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = data.ReadTest(part);
            var direction = Direction(batch);
            using var guard = torch.no_grad();
            for (var i = 0; i < all.Length; i++)
                correct[i] += forward(batch with { Input = Moved(batch.Input, direction, all[i]) }).argmax(1).eq(batch.Target).sum().item();
        }

        return [.. all.Select((strength, i) => new AttackResult(strength, correct[i] / rows.Length, rows.Length))];
    }

    /// <summary>The rows that are attacked: all where they are few, else some drawn at random, the same each time, since test parts may be sorted by class.</summary>
    internal static int[] Rows(int testRows) => testRows <= MostRows
        ? [.. Enumerable.Range(0, testRows)]
        : [.. CounterRandom.For(RowsSeed, stream: 1).Permutation(testRows)[..MostRows].Order()];

    /// <summary>The sign of the loss's gradient at each input, times how far a strength of 1 moves it.</summary>
    internal torch.Tensor Direction(in Batch batch)
    {
        var input = batch.Input.detach().clone();
        input.requires_grad = true;
        task.Loss(forward(batch with { Input = input }), batch).backward();
        return input.grad!.sign().mul(Values(_range.Step, input));
    }

    private torch.Tensor Moved(torch.Tensor input, torch.Tensor direction, double strength)
    {
        if (strength == 0)
            return input;
        var moved = input.add(direction.mul(strength));
        return _range is { Low: { } low, High: { } high } ? moved.clamp(Values(low, input), Values(high, input)) : moved;
    }

    // As one sample of the input's shape, to be broadcast.
    private static torch.Tensor Values(float[] values, torch.Tensor input) => torch.tensor<float>(values, [1, .. input.shape[1..]]).to(input.device);
}
