namespace Search;

/// <summary>A prediction of standardised values with its uncertainty: one process, or several weighed together.</summary>
internal interface IPosterior
{
    /// <summary>Mean and variance at four points (d).</summary>
    void Predict(double[][] four, Span<double> means, Span<double> variances);

    /// <summary>Mean and variance at a point (d).</summary>
    (double Mean, double Variance) Predict(double[] point);

    /// <summary>Mean and variance at a point (d); writes their gradients (d) by the ordered features, 0 for choices.</summary>
    (double Mean, double Variance) Predict(double[] point, double[] meanGradient, double[] varianceGradient);
}
