namespace Search;

/// <summary>
/// Log of the expected hypervolume improvement of two objectives, exact, times the probability that every constraint is fulfilled. The front
/// cuts the plane into strips along the first objective: strip i from a_i to a_(i+1), of which what lies above h_i is dominated. A new
/// point (p, q) gains its part of the strip's width times (h_i - q)+, so with independent objectives
/// EHVI = sum_i (EI_1(a_(i+1)) - EI_1(a_i)) EI_2(h_i): Emmerich, Yang, Deutz, Wang, Fonseca, "A multicriteria generalization of Bayesian
/// global optimization", 2016, section 4, in logarithms throughout as in Ament et al. 2023, section 3.3. Cost O(k) beside the models'.
/// </summary>
/// <param name="first">Model of the first objective.</param>
/// <param name="second">Model of the second.</param>
/// <param name="front">Standardised values of the points no other dominates, by the first objective.</param>
/// <param name="reference">The point that is worse than what counts.</param>
/// <param name="constraints">Log probability of feasibility.</param>
internal sealed class HypervolumeAcquisition(
    GpModel first, GpModel second, IReadOnlyList<(double First, double Second)> front, (double First, double Second) reference, ImprovementAcquisition constraints) : Acquisition
{
    public override string Name => "log expected hypervolume improvement";

    public override void Score(double[][] four, Span<double> scores)
    {
        Span<double> means = stackalloc double[2 * Lanes.Width];
        Span<double> variances = stackalloc double[2 * Lanes.Width];
        constraints.Score(four, scores);
        first.Predict(four, means[..Lanes.Width], variances[..Lanes.Width]);
        second.Predict(four, means[Lanes.Width..], variances[Lanes.Width..]);
        for (var q = 0; q < Lanes.Width; q++)
            scores[q] += LogGain(means[q], Math.Sqrt(variances[q]), means[q + Lanes.Width], Math.Sqrt(variances[q + Lanes.Width]), default);
    }

    public override double Score(double[] point, double[] gradient)
    {
        var d = point.Length;
        double[] m1 = new double[d], v1 = new double[d], m2 = new double[d], v2 = new double[d];
        var score = constraints.Score(point, gradient);
        var (mean1, variance1) = first.Predict(point, m1, v1);
        var (mean2, variance2) = second.Predict(point, m2, v2);
        var (deviation1, deviation2) = (Math.Sqrt(variance1), Math.Sqrt(variance2));
        Span<double> slopes = stackalloc double[4];
        score += LogGain(mean1, deviation1, mean2, deviation2, slopes);
        for (var j = 0; j < d; j++)
            gradient[j] += slopes[0] * m1[j] + slopes[1] / (2 * deviation1) * v1[j] + slopes[2] * m2[j] + slopes[3] / (2 * deviation2) * v2[j];
        return score;
    }

    /// <summary>log EHVI; into four slopes its derivatives by mean and deviation of the first and of the second objective.</summary>
    internal double LogGain(double mean1, double deviation1, double mean2, double deviation2, Span<double> slopes)
    {
        // Each strip's logarithm, then their sum relative to the largest. log (e^A - e^B) = A + log(1 - e^(B - A)).
        var k = front.Count + 1;
        var terms = new (double Value, double M1, double S1, double M2, double S2)[k];
        var left = (Value: double.NegativeInfinity, ByMean: 0.0, ByDeviation: 0.0);
        var largest = double.NegativeInfinity;
        for (var i = 0; i < k; i++)
        {
            var right = LogImprovement.Of(mean1, deviation1, i < front.Count ? front[i].First : reference.First);
            var height = LogImprovement.Of(mean2, deviation2, i == 0 ? reference.Second : front[i - 1].Second);
            var share = PortableMath.Exp(left.Value - right.Value);
            var rest = Math.Max(1 - share, 1e-300);
            terms[i] = (right.Value + PortableMath.Log(rest) + height.Value,
                (right.ByMean - share * left.ByMean) / rest, (right.ByDeviation - share * left.ByDeviation) / rest, height.ByMean, height.ByDeviation);
            largest = Math.Max(largest, terms[i].Value);
            left = right;
        }

        var sum = 0.0;
        slopes.Clear();
        foreach (var term in terms)
        {
            var weight = PortableMath.Exp(term.Value - largest);
            sum += weight;
            if (slopes.IsEmpty || weight == 0)
                continue;
            slopes[0] += weight * term.M1;
            slopes[1] += weight * term.S1;
            slopes[2] += weight * term.M2;
            slopes[3] += weight * term.S2;
        }

        for (var s = 0; s < slopes.Length; s++)
            slopes[s] /= sum;
        return largest + PortableMath.Log(sum);
    }
}
