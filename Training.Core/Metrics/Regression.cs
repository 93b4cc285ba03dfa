namespace Training.Core.Metrics;

/// <summary>Measures of predicted numbers, in the order of rows. Lengths must be equal and not 0.</summary>
public static class Regression
{
    /// <summary>Mean absolute error, in the target's unit.</summary>
    public static double MeanAbsoluteError(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth) => Mean(predicted, truth, (p, t) => Math.Abs(p - t));

    /// <summary>Square root of the mean squared error, in the target's unit.</summary>
    public static double RootMeanSquaredError(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth) => Math.Sqrt(Mean(predicted, truth, (p, t) => (p - t) * (p - t)));

    /// <summary>Share of the target's variance that is explained, 1 at best: 1 - Σ(t - p)² / Σ(t - mean t)². For a constant target 1 when every prediction is exact, else 0, as in scikit-learn.</summary>
    public static double R2(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth)
    {
        var left = Mean(predicted, truth, (p, t) => (p - t) * (p - t)) * truth.Length;
        var mean = Mean(truth, truth, (_, t) => t);
        var spread = Mean(truth, truth, (_, t) => (t - mean) * (t - mean)) * truth.Length;
        return spread != 0 ? 1 - (left / spread) : left == 0 ? 1 : 0;
    }

    /// <summary>Mean of |error / target|, as a share (0.1 is 10%); a target nearer to 0 than 2⁻⁵² counts as 2⁻⁵², as in scikit-learn.</summary>
    public static double MeanAbsolutePercentageError(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth) =>
        Mean(predicted, truth, (p, t) => Math.Abs(p - t) / Math.Max(Math.Abs(t), Math.ScaleB(1, -52)));

    /// <summary>e to the mean negative logarithm of the tokens' probabilities: how many equally likely tokens would be as hard to guess.</summary>
    /// <param name="meanLogLoss">In nats.</param>
    public static double Perplexity(double meanLogLoss) => Math.Exp(meanLogLoss);

    private static double Mean(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth, Func<double, double, double> measure)
    {
        ArgumentOutOfRangeException.ThrowIfZero(truth.Length, nameof(truth));
        ArgumentOutOfRangeException.ThrowIfNotEqual(predicted.Length, truth.Length, nameof(predicted));
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
            sum += measure(predicted[i], truth[i]);
        return sum / truth.Length;
    }
}
