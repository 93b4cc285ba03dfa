using Training.Core.Data;
using Training.Core.Models;

namespace Training.Core.Metrics;

/// <summary>
/// Fréchet's distance between normal distributions fitted to features of two sets (Dowson and Landau 1982): |m - n|² + tr(A + B - 2 (A B)^½). The
/// form is that of Heusel et al. 2017 (arXiv 1706.08500), but the features are no trained network's: max(0, wᵀx) for 64 random
/// directions w, the same on every machine and in every trial. It sees means and spread of random mixtures of pixels and knows nothing of digits; it
/// ranks trials of one data set and must not be compared with published FIDs.
/// </summary>
internal sealed class FrechetDistance
{
    private const int Features = 64;
    private const long Seed = 20170626, Stream = 40;

    private readonly int _length;
    private readonly float[] _directions; // (length, features)
    private readonly Moments _real = new(), _made = new();

    /// <param name="length">Values of one sample.</param>
    public FrechetDistance(int length)
    {
        _length = length;
        _directions = RandomNumbers.Normal(CounterRandom.For(Seed, Stream), (long)length * Features, 1 / Math.Sqrt(length));
    }

    /// <summary>Takes real samples, one after the other.</summary>
    public void AddReal(ReadOnlySpan<float> samples) => Add(_real, samples);

    /// <summary>Takes generated samples.</summary>
    public void AddMade(ReadOnlySpan<float> samples) => Add(_made, samples);

    /// <summary>The distance, at least 0; not a number before both have two samples.</summary>
    public double Value()
    {
        if (_real.Count < 2 || _made.Count < 2)
            return double.NaN;
        var ((mean, spread), (otherMean, otherSpread)) = (_real.Result(), _made.Result());
        var distance = 0.0;
        for (var i = 0; i < Features; i++)
            distance += ((mean[i] - otherMean[i]) * (mean[i] - otherMean[i])) + spread[i, i] + otherSpread[i, i];
        var root = Root(spread);
        var (values, _) = SymmetricEigen.Of(Product(Product(root, otherSpread), root)); // similar to the product of the two
        return Math.Max(0, distance - (2 * values.Sum(value => Math.Sqrt(Math.Max(0, value)))));
    }

    private void Add(Moments moments, ReadOnlySpan<float> samples)
    {
        Span<double> features = stackalloc double[Features];
        for (var at = 0; at + _length <= samples.Length; at += _length)
        {
            features.Clear();
            for (var i = 0; i < _length; i++)
            {
                double value = samples[at + i];
                var row = _directions.AsSpan(i * Features, Features);
                for (var f = 0; f < Features; f++)
                    features[f] += value * row[f];
            }

            for (var f = 0; f < Features; f++)
                features[f] = Math.Max(0, features[f]);
            moments.Add(features);
        }
    }

    private static double[,] Root(double[,] matrix)
    {
        var (values, vectors) = SymmetricEigen.Of(matrix);
        var root = new double[Features, Features];
        for (var i = 0; i < Features; i++)
        {
            for (var j = 0; j < Features; j++)
            {
                for (var k = 0; k < Features; k++)
                    root[i, j] += vectors[i, k] * Math.Sqrt(Math.Max(0, values[k])) * vectors[j, k];
            }
        }

        return root;
    }

    private static double[,] Product(double[,] left, double[,] right)
    {
        var product = new double[Features, Features];
        for (var i = 0; i < Features; i++)
        {
            for (var k = 0; k < Features; k++)
            {
                for (var j = 0; j < Features; j++)
                    product[i, j] += left[i, k] * right[k, j];
            }
        }

        return product;
    }

    private sealed class Moments
    {
        private readonly double[] _sums = new double[Features];
        private readonly double[,] _products = new double[Features, Features];

        public long Count { get; private set; }

        public void Add(ReadOnlySpan<double> features)
        {
            Count++;
            for (var i = 0; i < Features; i++)
            {
                _sums[i] += features[i];
                for (var j = i; j < Features; j++)
                    _products[i, j] += features[i] * features[j];
            }
        }

        public (double[] Mean, double[,] Spread) Result()
        {
            var mean = Array.ConvertAll(_sums, sum => sum / Count);
            var spread = new double[Features, Features];
            for (var i = 0; i < Features; i++)
            {
                for (var j = i; j < Features; j++)
                    spread[i, j] = spread[j, i] = (_products[i, j] - (Count * mean[i] * mean[j])) / (Count - 1);
            }

            return (mean, spread);
        }
    }
}
