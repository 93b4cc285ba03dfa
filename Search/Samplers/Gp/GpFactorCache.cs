namespace Search;

/// <summary>
/// The factor of the covariance of some trials, extended when trials are added at the end. The answer has the same bits as one
/// computed afresh (<see cref="CholeskyFactor"/>), so losing it changes nothing.
/// </summary>
internal sealed class GpFactorCache(int dimension)
{
    private readonly List<double[]> _rows = [];
    private string _hyper = "";

    /// <summary>Features of the trials last asked for, in their order.</summary>
    public GpPoints Points { get; } = new(dimension);

    /// <summary>The factor of their covariance with noise on the diagonal.</summary>
    public CholeskyFactor Factor { get; } = new();

    /// <summary>Brings points and factor to these features (n arrays of d) under these parameters.</summary>
    public void Bring(IReadOnlyList<double[]> features, MaternKernel kernel, GpHyper hyper)
    {
        var text = hyper.ToText();
        var common = 0;
        if (string.Equals(text, _hyper, StringComparison.Ordinal))
        {
            while (common < _rows.Count && common < features.Count && ReferenceEquals(_rows[common], features[common]))
                common++;
        }

        _hyper = text;
        _rows.RemoveRange(common, _rows.Count - common);
        Points.Shrink(common);
        Factor.Shrink(common);
        var noise = PortableMath.Exp(hyper.LogNoise);
        var added = new List<double[]>();
        for (var i = common; i < features.Count; i++)
        {
            _rows.Add(features[i]);
            Points.Add(features[i]);
            var row = new double[Lanes.Padded(i + 1)];
            kernel.Row(features[i], Points, i + 1, row);
            row[i] = kernel.Scale + noise;
            added.Add(row);
        }

        Factor.Append(added);
    }
}
