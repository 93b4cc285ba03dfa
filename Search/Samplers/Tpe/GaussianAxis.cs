namespace Search;

/// <summary>Normal kernels cut to [0, 1], for continuous coordinates and fine grids.</summary>
internal sealed class GaussianAxis : ParzenAxis
{
    private const double LogSqrtTwoPi = 0.91893853320467274178;
    private readonly UnitAxis _axis;
    private readonly double[] _centres;
    private readonly double _bandwidth;
    private readonly double[] _logScales;

    public GaussianAxis(UnitAxis axis, double[] centres, double bandwidth)
    {
        (_axis, _centres, _bandwidth) = (axis, centres, bandwidth);
        var logBandwidth = PortableMath.Log(bandwidth);
        _logScales = [.. centres.Select(c =>
            -logBandwidth - LogSqrtTwoPi - PortableMath.Log(NormalDistribution.Between(-c / bandwidth, (1 - c) / bandwidth)))];
    }

    public override void AddLogKernels(double x, double[] scores)
    {
        var half = 0.5 / (_bandwidth * _bandwidth);
        for (var i = 0; i < _centres.Length; i++)
        {
            var distance = x - _centres[i];
            scores[i] += _logScales[i] - half * distance * distance;
        }
    }

    public override double LogPrior(double x) => 0;

    public override double Draw(int i, double uniform)
    {
        var below = NormalDistribution.Cdf(-_centres[i] / _bandwidth);
        var inside = NormalDistribution.Between(-_centres[i] / _bandwidth, (1 - _centres[i]) / _bandwidth);
        return _axis.Snap(_centres[i] + _bandwidth * NormalDistribution.Quantile(below + uniform * inside));
    }
}
