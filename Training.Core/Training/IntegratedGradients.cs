using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// Integrated gradients (Sundararajan, Taly, Yan 2017, arXiv 1703.01365, Eq. 1): share_i = (x_i - x'_i) ∫₀¹ ∂F(x' + α (x - x')) / ∂x_i dα. The integral is the
/// mean at the middles of equal steps, as many in one batch as memory allows. The shares add up to F(x) - F(x') (completeness, their proposition 1) as far as
/// the sum of the steps is the integral.
/// </summary>
internal static class IntegratedGradients
{
    /// <summary>Steps of the integral; the paper finds 20 to 300 enough.</summary>
    public const int Steps = 256;

    /// <summary>The shares of an input.</summary>
    /// <param name="answers">F of each row: (N, ...) to (N); gradients of the input flow through it.</param>
    /// <param name="input">x, (1, ...).</param>
    /// <param name="baseline">x', of the same shape.</param>
    /// <param name="pointsAtOnce">Steps of one batch, 1 to <see cref="Steps"/>.</param>
    /// <returns>The shares, in the input's shape, with F(x) and F(x').</returns>
    public static (torch.Tensor Shares, double Answer, double Baseline) Of(Func<torch.Tensor, torch.Tensor> answers, torch.Tensor input, torch.Tensor baseline, int pointsAtOnce)
    {
        var ends = answers(torch.cat([input, baseline], 0)).detach();
        var way = input.sub(baseline);
        var middles = Enumerable.Range(0, Steps).Select(k => (k + 0.5f) / Steps).ToArray();
        var sum = torch.zeros(input.shape);
        foreach (var part in middles.Chunk(pointsAtOnce))
        {
            using var scope = torch.NewDisposeScope();
            var points = baseline.add(way.mul(torch.tensor<float>(part, [part.Length, .. Enumerable.Repeat(1L, (int)input.ndim - 1)]))).detach(); // (points, ...)
            points.requires_grad = true;
            answers(points).sum().backward();
            sum.add_(points.grad!.sum(0, keepdim: true));
        }

        return (sum.mul(1.0 / Steps).mul(way), ends.select(0, 0).item(), ends.select(0, 1).item());
    }
}
