using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Search;

/// <summary>
/// The posterior of a Gaussian process: mean m + k(x, X) a and variance s^2 - |L^-1 k(X, x)|^2 of the function without its noise
/// (Rasmussen and Williams 2006, equations 2.25 and 2.26). Rows after the values are fantasies: trials under way, believed to end
/// with the value predicted (the kriging believer of Ginsbourger, Le Riche and Carraro 2010), so they take variance away and leave the mean as it is.
/// Cost n^2 / 2 + n d a point, n^2 + 2 n d with gradients. Not for use by two threads.
/// </summary>
internal sealed class GpModel : IPosterior
{
    private readonly MaternKernel _kernel;
    private readonly GpPoints _points;
    private readonly CholeskyFactor _factor;
    private readonly MeanSolution _solution;
    private readonly double _noise;
    private readonly double[][] _k;
    private readonly double[][] _v;
    private readonly double[] _slope;
    private readonly double[] _w;

    /// <summary>The posterior given values (at most n) of the first points of a set of n.</summary>
    public GpModel(MaternKernel kernel, GpPoints points, CholeskyFactor factor, double[] values, double noise)
    {
        (_kernel, _points, _factor) = (kernel, points, factor);
        _noise = noise;
        _solution = MeanSolution.Of(factor, values);
        var width = Lanes.Padded(points.Count);
        _k = [.. Enumerable.Range(0, Lanes.Width).Select(_ => new double[width])];
        _v = [.. Enumerable.Range(0, Lanes.Width).Select(_ => new double[width])];
        _slope = new double[width];
        _w = new double[width];
        FittedValues = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            FittedValues[i] = values[i] - noise * _solution.Weights[i];
    }

    /// <summary>The kernel.</summary>
    public MaternKernel Kernel => _kernel;

    /// <summary>The posterior mean at each point that has a value.</summary>
    public double[] FittedValues { get; }

    /// <summary>Mean and variance at four points (d).</summary>
    public void Predict(double[][] four, Span<double> means, Span<double> variances)
    {
        for (var q = 0; q < Lanes.Width; q++)
        {
            _kernel.Row(four[q], _points, _points.Count, _k[q]);
            means[q] = _solution.Mean + Lanes.Dot(_k[q], _solution.Weights, 0, _slope.Length);
        }

        _factor.SolveLower(_k, _v);
        for (var q = 0; q < Lanes.Width; q++)
            variances[q] = Floor(_kernel.Scale - Lanes.Dot(_v[q], _v[q], 0, _slope.Length));
    }

    /// <summary>Mean and variance at a point (d).</summary>
    public (double Mean, double Variance) Predict(double[] point)
    {
        _kernel.Row(point, _points, _points.Count, _k[0]);
        _factor.SolveLower(_k[0], _v[0]);
        return (_solution.Mean + Lanes.Dot(_k[0], _solution.Weights, 0, _slope.Length), Floor(_kernel.Scale - Lanes.Dot(_v[0], _v[0], 0, _slope.Length)));
    }

    /// <summary>Mean and variance at a point (d); writes their gradients (d) by the ordered features, 0 for choices.</summary>
    public (double Mean, double Variance) Predict(double[] point, double[] meanGradient, double[] varianceGradient)
    {
        _kernel.Row(point, _points, _points.Count, _k[0], _slope);
        _factor.SolveLower(_k[0], _v[0]);
        var mean = _solution.Mean + Lanes.Dot(_k[0], _solution.Weights, 0, _slope.Length);
        var variance = Floor(_kernel.Scale - Lanes.Dot(_v[0], _v[0], 0, _slope.Length));
        _factor.SolveUpper(_v[0], _w);
        Array.Clear(_slope, _points.Count, _slope.Length - _points.Count);
        ref var a = ref MemoryMarshal.GetArrayDataReference(_solution.Weights);
        ref var w = ref MemoryMarshal.GetArrayDataReference(_w);
        ref var slope = ref MemoryMarshal.GetArrayDataReference(_slope);
        for (var j = 0; j < point.Length; j++)
        {
            meanGradient[j] = varianceGradient[j] = 0;
            if (_kernel.IsCategorical(j))
                continue;
            // dk_i/dx_j = slope_i 2 (x_j - X_ij) / l_j^2; the variance loses 2 k^T K^-1 dk.
            ref var column = ref MemoryMarshal.GetArrayDataReference(_points.Column(j));
            var x = Vector256.Create(point[j]);
            Vector256<double> means = Vector256<double>.Zero, variances = Vector256<double>.Zero;
            for (var i = 0; i < _slope.Length; i += Lanes.Width)
            {
                var change = Lanes.At(ref slope, i) * (x - Lanes.At(ref column, i));
                means += change * Lanes.At(ref a, i);
                variances += change * Lanes.At(ref w, i);
            }

            meanGradient[j] = 2 * _kernel.Weight(j) * Lanes.Sum(means);
            varianceGradient[j] = -4 * _kernel.Weight(j) * Lanes.Sum(variances);
        }

        return (mean, variance);
    }

    /// <summary>The mean alone at a point (d). Cost n d.</summary>
    public double Mean(double[] point)
    {
        _kernel.Row(point, _points, _points.Count, _k[0]);
        return _solution.Mean + Lanes.Dot(_k[0], _solution.Weights, 0, _slope.Length);
    }

    /// <summary>The joint posterior at points (m, d): means (m) and the factor of their covariance. Cost m n^2 / 2 + m^2 n / 2.</summary>
    public (double[] Means, CholeskyFactor Factor) Joint(double[][] points)
    {
        var among = new GpPoints(_points.Dimension, points.Length);
        var solved = new double[Lanes.Padded(points.Length)][];
        for (var i = 0; i < solved.Length; i++)
            solved[i] = new double[_slope.Length];
        var means = new double[points.Length];
        for (var first = 0; first < points.Length; first += Lanes.Width)
        {
            for (var q = 0; q < Lanes.Width; q++)
            {
                var i = Math.Min(first + q, points.Length - 1);
                _kernel.Row(points[i], _points, _points.Count, _k[q]);
                means[i] = _solution.Mean + Lanes.Dot(_k[q], _solution.Weights, 0, _slope.Length);
            }

            _factor.SolveLower(_k, solved[first..(first + Lanes.Width)]);
        }

        var rows = new List<double[]>();
        for (var i = 0; i < points.Length; i++)
        {
            among.Add(points[i]);
            var row = new double[Lanes.Padded(i + 1)];
            _kernel.Row(points[i], among, i + 1, row);
            for (var j = 0; j <= i; j++)
                row[j] -= Lanes.Dot(solved[i], solved[j], 0, _slope.Length);
            row[i] = Math.Max(row[i], 0) + 1e-8 * _kernel.Scale;
            rows.Add(row);
        }

        var factor = new CholeskyFactor();
        factor.Append(rows);
        return (means, factor);
    }

    /// <summary>
    /// What the model would predict at some of its points (positions) had it not seen their values: mean z_i - a_i / K^-1_ii and variance
    /// 1 / K^-1_ii less the noise (Rasmussen and Williams 2006, equation 5.12). Cost n^2 / 2 a point.
    /// </summary>
    /// <param name="positions">Which of the points with a value.</param>
    /// <param name="values">The values (n).</param>
    public (double Mean, double Deviation)[] LeaveOneOut(int[] positions, double[] values)
    {
        var units = new double[Lanes.Width][];
        for (var q = 0; q < Lanes.Width; q++)
            units[q] = new double[_slope.Length];
        var answers = new (double, double)[positions.Length];
        for (var first = 0; first < positions.Length; first += Lanes.Width)
        {
            var four = positions[first..Math.Min(first + Lanes.Width, positions.Length)];
            for (var q = 0; q < four.Length; q++)
                units[q][four[q]] = 1;
            _factor.SolveLower(units, _v, four.Min());
            for (var q = 0; q < four.Length; q++)
            {
                units[q][four[q]] = 0;
                // Rows after the values are fantasies, which the leading block of the factor does not know.
                Array.Clear(_v[q], values.Length, _v[q].Length - values.Length);
                var precision = Lanes.Dot(_v[q], _v[q], 0, _v[q].Length);
                answers[first + q] = (values[four[q]] - _solution.Weights[four[q]] / precision, Math.Sqrt(Floor(1 / precision - _noise)));
            }
        }

        return answers;
    }

    private double Floor(double variance) => Math.Max(variance, 1e-12 * _kernel.Scale);
}
