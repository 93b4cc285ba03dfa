namespace Search;

/// <summary>Normal kernels cut to [0, 1], for continuous coordinates and fine grids.</summary>
internal sealed class GaussianAxis : ParzenAxis
{
    private const double LogSqrtTwoPi = 0.91893853320467274178;
    private const double SqrtHalf = 0.70710678118654752440;

    /// <summary>Centres this many bandwidths inside lose less than 1e-16 outside.</summary>
    private const double Far = 8.3;

    private readonly UnitAxis _axis;
    private readonly double[] _centres;
    private readonly double _bandwidth;

    /// <summary>Centres in units of sqrt 2 bandwidths, so that the square of a distance is the kernel's exponent; padded.</summary>
    private readonly double[] _scaled;

    public GaussianAxis(UnitAxis axis, double[] centres, double bandwidth)
    {
        (_axis, _centres, _bandwidth) = (axis, centres, bandwidth);
        _scaled = new double[PortableVector.Padded(centres.Length + 1)]; // the scores have a place for the prior
        var scale = SqrtHalf / bandwidth;
        for (var i = 0; i < centres.Length; i++)
            _scaled[i] = centres[i] * scale;
    }

    public override void AddLogKernels(double x, double[] scores) => PortableVector.SubtractSquares(x * (SqrtHalf / _bandwidth), _scaled, scores);

    public override double ScaleKernels(double[] masses)
    {
        var margin = Far * _bandwidth;
        for (var i = 0; i < _centres.Length; i++)
        {
            var centre = _centres[i];
            if (centre < margin || centre > 1 - margin)
                masses[i] *= NormalTable.Cdf((1 - centre) / _bandwidth) - NormalTable.Cdf(-centre / _bandwidth);
        }

        return -PortableMath.Log(_bandwidth) - LogSqrtTwoPi;
    }

    public override double LogPrior(double x) => 0;

    public override double Draw(int i, double uniform)
    {
        var below = NormalTable.Cdf(-_centres[i] / _bandwidth);
        var inside = NormalTable.Cdf((1 - _centres[i]) / _bandwidth) - below;
        return _axis.Snap(_centres[i] + _bandwidth * NormalDistribution.Quantile(below + uniform * inside));
    }
}
