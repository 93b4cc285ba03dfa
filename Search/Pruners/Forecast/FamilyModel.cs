namespace Search;

/// <summary>
/// One family with a normal prior on (a, b) and a noise, both estimated from the study's completed curves, and the normal
/// posterior given the beginning of a curve (Bishop, "Pattern recognition and machine learning", 2006, equations 3.50, 3.51, 3.58, for two weights).
/// </summary>
internal sealed class FamilyModel
{
    /// <summary>Least variances, in squared units of the scale, which is a logarithm: what nobody knows better than to a percent.</summary>
    private const double LeastNoise = 1e-4, LeastPrior = 1e-3;

    private readonly double[] _shape;
    private readonly double _meanA, _meanB, _precisionAA, _precisionAB, _precisionBB, _logPriorDeterminant, _noise;

    /// <param name="shape">phi (T).</param>
    /// <param name="curves">Completed curves (n, T), scaled; at least one.</param>
    public FamilyModel(double[] shape, IReadOnlyList<double[]> curves)
    {
        _shape = shape;
        var fits = curves.Select(curve => LeastSquares(curve)).ToArray();
        var n = fits.Length;
        _meanA = PortableMath.Sum(Array.ConvertAll(fits, fit => fit.A)) / n;
        _meanB = PortableMath.Sum(Array.ConvertAll(fits, fit => fit.B)) / n;
        var aa = PortableMath.Sum(Array.ConvertAll(fits, fit => (fit.A - _meanA) * (fit.A - _meanA))) / n + LeastPrior;
        var bb = PortableMath.Sum(Array.ConvertAll(fits, fit => (fit.B - _meanB) * (fit.B - _meanB))) / n + LeastPrior;
        var ab = PortableMath.Sum(Array.ConvertAll(fits, fit => (fit.A - _meanA) * (fit.B - _meanB))) / n;
        var determinant = aa * bb - ab * ab;
        (_precisionAA, _precisionBB, _precisionAB) = (bb / determinant, aa / determinant, -ab / determinant);
        _logPriorDeterminant = PortableMath.Log(determinant);
        _noise = PortableMath.Sum(Array.ConvertAll(fits, fit => fit.Error)) / n + LeastNoise;
    }

    /// <summary>What the family says about epoch T after the first <paramref name="epochs"/> values of a curve.</summary>
    /// <returns>Mean and variance of z(T), and the log evidence of the values seen.</returns>
    public (double Mean, double Variance, double LogEvidence) Predict(double[] curve, int epochs)
    {
        double s1 = 0, sz = 0, s2 = 0, szp = 0, szz = 0;
        for (var i = 0; i < epochs; i++)
        {
            var (phi, z) = (_shape[i], curve[i]);
            s1 += phi;
            s2 += phi * phi;
            sz += z;
            szp += z * phi;
            szz += z * z;
        }

        // Posterior precision P = P0 + X'X / noise and right-hand side P0 m0 + X'z / noise.
        var (paa, pab, pbb) = (_precisionAA + epochs / _noise, _precisionAB + s1 / _noise, _precisionBB + s2 / _noise);
        var (ra, rb) = (_precisionAA * _meanA + _precisionAB * _meanB + sz / _noise, _precisionAB * _meanA + _precisionBB * _meanB + szp / _noise);
        var determinant = paa * pbb - pab * pab;
        var (a, b) = ((pbb * ra - pab * rb) / determinant, (paa * rb - pab * ra) / determinant);
        var last = _shape[^1];
        var variance = (pbb - 2 * pab * last + paa * last * last) / determinant + _noise;

        // log p(z) = 1/2 [m0' P0 m0 + z'z / noise - m' P m] with the determinants; constants that all families share are left out.
        var prior = _meanA * (_precisionAA * _meanA + _precisionAB * _meanB) + _meanB * (_precisionAB * _meanA + _precisionBB * _meanB);
        var logEvidence = -0.5 * (prior + szz / _noise - a * ra - b * rb + PortableMath.Log(determinant) + _logPriorDeterminant + epochs * PortableMath.Log(_noise));
        return (a + b * last, variance, logEvidence);
    }

    private (double A, double B, double Error) LeastSquares(double[] curve)
    {
        var n = curve.Length;
        double phi = PortableMath.Sum(_shape) / n, z = PortableMath.Sum(curve) / n, pp = 0, pz = 0;
        for (var i = 0; i < n; i++)
        {
            pp += (_shape[i] - phi) * (_shape[i] - phi);
            pz += (_shape[i] - phi) * (curve[i] - z);
        }

        var b = pp > 0 ? pz / pp : 0;
        var a = z - b * phi;
        var error = 0.0;
        for (var i = 0; i < n; i++)
            error += (curve[i] - a - b * _shape[i]) * (curve[i] - a - b * _shape[i]);
        return (a, b, error / n);
    }
}
