using Training.Core.Torch;

namespace Training.Core;

/// <summary>The losses that tasks share. Each answers the mean over the batch's samples (and values), a scalar that gradients flow through.</summary>
internal static class Losses
{
    /// <summary>Cross entropy of logits (N, classes) against class numbers (N), in nats, with the target smoothed evenly over all classes.</summary>
    /// <param name="output">(N, classes).</param>
    /// <param name="target">(N) int64.</param>
    /// <param name="smoothing">0 to 1.</param>
    /// <param name="weights">(classes), or null. The sum of weighted losses is divided by N, not by the sum of weights: weights of mean 1 keep
    /// the loss's size, and parts of a batch add up to the whole.</param>
    public static torch.Tensor CrossEntropy(torch.Tensor output, torch.Tensor target, double smoothing = 0, torch.Tensor? weights = null) => weights is null
        ? torch.nn.functional.cross_entropy(output, target, smoothing)
        : torch.nn.functional.cross_entropy(output, target, smoothing, sum: true, weight: weights).div(output.shape[0]);

    /// <summary>
    /// Binary cross entropy of logits (N, classes) against class numbers (N), one class against all others, the mean over N and classes.
    /// Smoothing moves both targets towards one half, by half its share each.
    /// </summary>
    /// <param name="output">(N, classes).</param>
    /// <param name="target">(N) int64.</param>
    /// <param name="smoothing">0 to 1.</param>
    /// <param name="rowWeights">(N, 1), or null.</param>
    public static torch.Tensor BinaryCrossEntropy(torch.Tensor output, torch.Tensor target, double smoothing = 0, torch.Tensor? rowWeights = null)
    {
        var wanted = OneHot(output, target);
        if (smoothing > 0)
            wanted = wanted.mul(1 - smoothing).add(smoothing / 2);
        return torch.nn.functional.binary_cross_entropy_with_logits(output, wanted, rowWeights);
    }

    /// <summary>Kullback and Leibler's divergence of softmax(logits) (N, classes) from probabilities (N, classes): Σ p (ln p - ln q), the mean over N.</summary>
    public static torch.Tensor KullbackLeibler(torch.Tensor output, torch.Tensor probabilities, torch.Tensor? rowWeights = null)
    {
        var rows = torch.nn.functional.kl_div(output.log_softmax(1), probabilities); // (N, classes)
        return (rowWeights is null ? rows : rows.mul(rowWeights)).sum().div(output.shape[0]);
    }

    /// <summary>The loss of a spec, smoothing included, against class probabilities (N, classes); for a certain target equal to the loss against its class.</summary>
    /// <param name="spec">Which loss.</param>
    /// <param name="output">(N, classes).</param>
    /// <param name="probabilities">(N, classes).</param>
    /// <param name="weights">(classes), or null. For cross entropy alone, which is a sum over classes: what weighs whole rows is no loss of one blended target.</param>
    public static torch.Tensor Soft(LossSpec spec, torch.Tensor output, torch.Tensor probabilities, torch.Tensor? weights)
    {
        var smoothing = spec.LabelSmoothing;
        if (spec.Kind == "binary_cross_entropy")
            return torch.nn.functional.binary_cross_entropy_with_logits(output, probabilities.mul(1 - smoothing).add(smoothing / 2));
        var wanted = probabilities.mul(1 - smoothing).add(smoothing / output.shape[1]);
        if (spec.Kind == "kl")
            return KullbackLeibler(output, wanted);
        return output.log_softmax(1).mul(weights is null ? wanted : wanted.mul(weights)).sum().div(-output.shape[0]);
    }

    /// <summary>Class probabilities (N, classes) of a classifier's outputs: softmax, or for one class against all others the logistic function, made to add up to 1.</summary>
    public static torch.Tensor Probabilities(LossSpec spec, torch.Tensor output)
    {
        if (spec.Kind != "binary_cross_entropy")
            return output.softmax(1);
        var each = output.sigmoid();
        return each.div(each.sum(1, keepdim: true));
    }

    /// <summary>(N, classes) float32: 1 at the class, else 0.</summary>
    public static torch.Tensor OneHot(torch.Tensor output, torch.Tensor target) => target.one_hot(output.shape[1]).to(output.dtype);
}
