using System.Globalization;

namespace Search;

/// <summary>
/// The study's own process and those of earlier studies, weighed by <see cref="EnsembleWeights"/>: the mean is sum_i w_i m_i(x) of the
/// standardised means, the variance sum_i w_i^2 s_i^2(x). Feurer, Letham, Bakshy, "Scalable meta-learning for Bayesian optimization", 2018,
/// section 4. Taking the own process's variance alone, as some do, was tried on functions of our own: it looks around too widely and
/// was slower from the fifteenth trial on. Cost O(p^2) a point and past of p trials beside the own process's.
/// Trials under way take variance from the own process only: lanes spread less where a past is believed.
/// </summary>
internal sealed class PastEnsemble : IPosterior
{
    /// <summary>Pasts that are weighed, the first given.</summary>
    public const int MostPasts = 5;

    private readonly IReadOnlyList<PastModel> _pasts;
    private readonly double[] _weights;
    private readonly GpModel _own;
    private readonly double _ownWeight;

    /// <summary>The ensemble.</summary>
    /// <param name="pasts">Earlier studies (k).</param>
    /// <param name="own">The study's own process.</param>
    /// <param name="weights">Weights (k + 1), the own one's last.</param>
    public PastEnsemble(IReadOnlyList<PastModel> pasts, GpModel own, double[] weights)
    {
        int[] kept = [.. Enumerable.Range(0, pasts.Count).Where(i => weights[i] > 0)];
        (_pasts, _weights) = ([.. kept.Select(i => pasts[i])], [.. kept.Select(i => weights[i])]);
        (_own, _ownWeight) = (own, weights[^1]);
    }

    /// <summary>Share of the prediction that is the pasts', in [0, 1].</summary>
    public double PastShare => 1 - _ownWeight;

    /// <summary>Who weighs how much, for people; empty when no past does.</summary>
    public string Explain() => _pasts.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $" Of the prediction {100 * PastShare:F0}% is that of earlier studies ({string.Join(", ", _pasts.Zip(_weights).Select(pair => string.Create(CultureInfo.InvariantCulture, $"'{pair.First.Name}' {100 * pair.Second:F0}%")))}).");

    /// <inheritdoc/>
    public void Predict(double[][] four, Span<double> means, Span<double> variances)
    {
        Span<double> pastMeans = stackalloc double[Lanes.Width];
        Span<double> pastVariances = stackalloc double[Lanes.Width];
        _own.Predict(four, means, variances);
        for (var q = 0; q < Lanes.Width; q++)
            (means[q], variances[q]) = (_ownWeight * means[q], _ownWeight * _ownWeight * variances[q]);
        for (var i = 0; i < _pasts.Count; i++)
        {
            _pasts[i].Model.Predict(four, pastMeans, pastVariances);
            for (var q = 0; q < Lanes.Width; q++)
            {
                means[q] += _weights[i] * pastMeans[q];
                variances[q] += _weights[i] * _weights[i] * pastVariances[q];
            }
        }
    }

    /// <inheritdoc/>
    public (double Mean, double Variance) Predict(double[] point)
    {
        var (mean, variance) = _own.Predict(point);
        (mean, variance) = (_ownWeight * mean, _ownWeight * _ownWeight * variance);
        for (var i = 0; i < _pasts.Count; i++)
        {
            var (pastMean, pastVariance) = _pasts[i].Model.Predict(point);
            mean += _weights[i] * pastMean;
            variance += _weights[i] * _weights[i] * pastVariance;
        }

        return (mean, variance);
    }

    /// <inheritdoc/>
    public (double Mean, double Variance) Predict(double[] point, double[] meanGradient, double[] varianceGradient)
    {
        var (mean, variance) = _own.Predict(point, meanGradient, varianceGradient);
        (mean, variance) = (_ownWeight * mean, _ownWeight * _ownWeight * variance);
        for (var j = 0; j < point.Length; j++)
            (meanGradient[j], varianceGradient[j]) = (_ownWeight * meanGradient[j], _ownWeight * _ownWeight * varianceGradient[j]);
        double[] byMean = new double[point.Length], byVariance = new double[point.Length];
        for (var i = 0; i < _pasts.Count; i++)
        {
            var weight = _weights[i];
            var (pastMean, pastVariance) = _pasts[i].Model.Predict(point, byMean, byVariance);
            mean += weight * pastMean;
            variance += weight * weight * pastVariance;
            for (var j = 0; j < point.Length; j++)
            {
                meanGradient[j] += weight * byMean[j];
                varianceGradient[j] += weight * weight * byVariance[j];
            }
        }

        return (mean, variance);
    }

    /// <summary>The ensemble's mean at a point (d), given the own process's mean there. Cost O(p d) a past.</summary>
    public double Mixed(double own, double[] point)
    {
        var mean = _ownWeight * own;
        for (var i = 0; i < _pasts.Count; i++)
            mean += _weights[i] * _pasts[i].Model.Mean(point);
        return mean;
    }
}
