using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Search;

/// <summary>
/// The Matern kernel of smoothness 5/2 with a length scale a feature (Rasmussen and Williams, "Gaussian Processes for Machine
/// Learning", 2006, equations 4.17 and 5.2): k(x, x') = s^2 (1 + t + t^2 / 3) e^-t with t = sqrt(5 r2), r2 = sum_j (d_j / l_j)^2;
/// d_j is the difference of an ordered feature, and for choices 1 when they differ, else 0 (the overlap metric of Hutter, Hoos and
/// Leyton-Brown, LION 2011, section 4.1). Cost O(d) a pair.
/// </summary>
internal sealed class MaternKernel
{
    private readonly double[] _weights;
    private readonly bool[] _categorical;

    public MaternKernel(IReadOnlyList<bool> categorical, GpHyper hyper)
    {
        _categorical = [.. categorical];
        _weights = Array.ConvertAll(hyper.LogLengths, l => PortableMath.Exp(-2 * l));
        Scale = PortableMath.Exp(hyper.LogScale);
    }

    /// <summary>Variance of the function, s^2 = k(x, x).</summary>
    public double Scale { get; }

    /// <summary>1 / l^2 of feature <paramref name="j"/>.</summary>
    public double Weight(int j) => _weights[j];

    /// <summary>Whether feature <paramref name="j"/> is a choice.</summary>
    public bool IsCategorical(int j) => _categorical[j];

    /// <summary>The covariances of a point with the first points of a set.</summary>
    /// <param name="query">Features (d).</param>
    /// <param name="points">The set.</param>
    /// <param name="count">How many of its points.</param>
    /// <param name="k">Covariances, (at least Padded(count)); those after the count mean nothing.</param>
    /// <param name="slope">If given: the derivatives of k by r2, -(5/6) s^2 (1 + t) e^-t.</param>
    public void Row(double[] query, GpPoints points, int count, double[] k, double[]? slope = null)
    {
        var padded = Lanes.Padded(count);
        ref var first = ref MemoryMarshal.GetArrayDataReference(k);
        // A guard above the end of the array is not needed: k and the columns hold Padded(count) numbers.
        Array.Clear(k, 0, padded);
        for (var j = 0; j < query.Length; j++)
        {
            ref var column = ref MemoryMarshal.GetArrayDataReference(points.Column(j));
            var x = Vector256.Create(query[j]);
            var w = Vector256.Create(_weights[j]);
            if (_categorical[j])
            {
                for (var i = 0; i < padded; i += Lanes.Width)
                {
                    var difference = x - Lanes.At(ref column, i);
                    Lanes.Put(Lanes.At(ref first, i) + w * Vector256.Min(difference * difference, Vector256<double>.One), ref first, i);
                }
            }
            else
            {
                for (var i = 0; i < padded; i += Lanes.Width)
                {
                    var difference = x - Lanes.At(ref column, i);
                    Lanes.Put(Lanes.At(ref first, i) + w * (difference * difference), ref first, i);
                }
            }
        }

        var scale = Vector256.Create(Scale);
        var slopeScale = Vector256.Create(-5.0 / 6 * Scale);
        for (var i = 0; i < padded; i += Lanes.Width)
        {
            var squared = Lanes.At(ref first, i) * Vector256.Create(5.0);
            var t = Vector256.Sqrt(squared);
            var decay = Lanes.ExpOfNegative(Vector256<double>.Zero - t);
            var linear = (Vector256<double>.One + t) * decay;
            Lanes.Put(scale * (linear + squared * Vector256.Create(1.0 / 3) * decay), ref first, i);
            if (slope is not null)
                Lanes.Put(slopeScale * linear, ref MemoryMarshal.GetArrayDataReference(slope), i);
        }
    }
}
