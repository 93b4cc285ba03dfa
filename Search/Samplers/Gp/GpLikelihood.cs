using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Search;

/// <summary>
/// How well parameters explain the data. X (n, d) features; z (n) standardised values; K = k(X, X) + noise I = L L^T; the constant
/// mean m is the one that is most probable given K; a = K^-1 (z - m).
/// Minus the log posterior: (z - m)^T a / 2 + m^2 / (2 v) + log det L + prior (Rasmussen and Williams 2006, equation 2.30), its gradient
/// tr((K^-1 - a a^T) dK) / 2 (equation 5.9). m needs no gradient of its own, being at its optimum. Cost n^3 / 2 + n^2 d / 2.
/// </summary>
internal sealed class GpLikelihood(GpPoints points, double[] values, IReadOnlyList<bool> categorical)
{
    private readonly int _n = points.Count;
    private readonly int _d = points.Dimension;

    /// <summary>The factor of K under the parameters last evaluated.</summary>
    public CholeskyFactor Factor { get; private set; } = new();

    /// <summary>Minus the log posterior at the (d + 2) parameters: log lengths, log scale, log noise. Writes the gradient.</summary>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        var kernel = new MaternKernel(categorical, new GpHyper(parameters[.._d], parameters[_d], parameters[_d + 1], 1));
        var noise = PortableMath.Exp(parameters[_d + 1]);
        var rows = new double[_n][];
        var slopes = new double[_n][];
        for (var i = 0; i < _n; i++)
        {
            rows[i] = new double[Lanes.Padded(i + 1)];
            slopes[i] = new double[Lanes.Padded(i + 1)];
            kernel.Row(points.Point(i), points, i + 1, rows[i], slopes[i]);
            rows[i][i] = kernel.Scale + noise;
            Array.Clear(slopes[i], i, slopes[i].Length - i);
        }

        Factor = new CholeskyFactor();
        Factor.Append(rows);
        var solution = MeanSolution.Of(Factor, values);
        var inverse = Factor.Inverse();
        Array.Clear(gradient);
        var trace = 0.0;
        var square = 0.0;
        for (var i = 0; i < _n; i++)
        {
            trace += inverse[i][i];
            square += solution.Weights[i] * solution.Weights[i];
        }

        LengthGradient(kernel, solution.Weights, inverse, slopes, gradient);
        // dK/dlog s^2 = K - noise I and dK/dlog noise = noise I; tr(K^-1 K) = n and a^T K a = the quadratic form.
        gradient[_d] = 0.5 * (_n - noise * trace - solution.Quadratic + noise * square);
        gradient[_d + 1] = 0.5 * noise * (trace - square);
        return solution.Penalty + Factor.HalfLogDeterminant() + GpPrior.Penalty(parameters, gradient);
    }

    /// <summary>Minus the part of the log posterior that depends on the values, under <see cref="Factor"/>, for other values.</summary>
    public double Misfit(double[] others) => MeanSolution.Of(Factor, others).Penalty;

    /// <summary>sum over i &gt; b of (K^-1 - a a^T)_ib dK_ib / dlog l_j with dK = -2 slope d_j^2 / l_j^2.</summary>
    private void LengthGradient(MaternKernel kernel, double[] weights, double[][] inverse, double[][] slopes, double[] gradient)
    {
        var sums = new Vector256<double>[_d];
        var pull = new double[Lanes.Padded(_n)];
        ref var pulls = ref MemoryMarshal.GetArrayDataReference(pull);
        ref var a = ref MemoryMarshal.GetArrayDataReference(weights);
        for (var i = 1; i < _n; i++)
        {
            var padded = Lanes.Padded(i);
            ref var k = ref MemoryMarshal.GetArrayDataReference(inverse[i]);
            ref var slope = ref MemoryMarshal.GetArrayDataReference(slopes[i]);
            var own = Vector256.Create(weights[i]);
            for (var b = 0; b < padded; b += Lanes.Width)
                Lanes.Put((Lanes.At(ref k, b) - own * Lanes.At(ref a, b)) * Lanes.At(ref slope, b), ref pulls, b);
            for (var j = 0; j < _d; j++)
            {
                ref var column = ref MemoryMarshal.GetArrayDataReference(points.Column(j));
                var x = Vector256.Create(points.Column(j)[i]);
                var sum = sums[j];
                if (kernel.IsCategorical(j))
                {
                    for (var b = 0; b < padded; b += Lanes.Width)
                    {
                        var difference = x - Lanes.At(ref column, b);
                        sum += Lanes.At(ref pulls, b) * Vector256.Min(difference * difference, Vector256<double>.One);
                    }
                }
                else
                {
                    for (var b = 0; b < padded; b += Lanes.Width)
                    {
                        var difference = x - Lanes.At(ref column, b);
                        sum += Lanes.At(ref pulls, b) * (difference * difference);
                    }
                }

                sums[j] = sum;
            }
        }

        for (var j = 0; j < _d; j++)
            gradient[j] = -2 * kernel.Weight(j) * Lanes.Sum(sums[j]);
    }
}
