namespace Search;

/// <summary>
/// One coordinate of a <see cref="ParzenEstimator"/>: the kernel placed on each of its n centres, and how to draw from it. The
/// bandwidth is the same for all centres, so everything that depends on one point only is worked out once.
/// </summary>
internal abstract class ParzenAxis
{
    /// <summary>Up to this many levels an ordered discrete axis uses exact cell masses; above, cells are so narrow that the density serves.</summary>
    private const long LargestTable = 32;

    /// <summary>Adds log kernel(<paramref name="x"/>; centre i) to each of the n scores, up to what <see cref="ScaleKernels"/> takes care of.</summary>
    /// <param name="x">The coordinate.</param>
    /// <param name="scores">Sums over the axes, padded (<see cref="PortableVector.Padded"/>); those after the n-th mean nothing.</param>
    public abstract void AddLogKernels(double x, double[] scores);

    /// <summary>Multiplies <paramref name="masses"/> (n) by the mass of each kernel inside [0, 1] that <see cref="AddLogKernels"/> leaves out.</summary>
    /// <returns>The logarithm of the factor common to all kernels that it leaves out.</returns>
    public abstract double ScaleKernels(double[] masses);

    /// <summary>Log probability (density when continuous) of <paramref name="x"/> under the uniform prior.</summary>
    public abstract double LogPrior(double x);

    /// <summary>Draws from the kernel on centre <paramref name="i"/> with a uniform number of [0, 1).</summary>
    public abstract double Draw(int i, double uniform);

    /// <summary>The kernels of one axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="centres">Coordinates (n) of the observations.</param>
    /// <param name="bandwidth">Standard deviation of the ordered kernels, in (0, 1].</param>
    /// <param name="choiceSmoothing">Weight that a categorical kernel spreads over all choices, against 1 on its own.</param>
    public static ParzenAxis Create(UnitAxis axis, double[] centres, double bandwidth, double choiceSmoothing) => axis switch
    {
        { IsCategorical: true } => new TableAxis(axis, centres, ChoiceTable((int)axis.Levels, choiceSmoothing)),
        { Levels: > 0 and <= LargestTable } => new TableAxis(axis, centres, StepTable(axis, bandwidth)),
        _ => new GaussianAxis(axis, centres, bandwidth),
    };

    /// <summary>mass[i][j]: the kernel of Aitchison and Aitken (Biometrika 63, 1976), 1 + s/k on the choice itself and s/k on each other, over 1 + s.</summary>
    private static double[][] ChoiceTable(int levels, double smoothing)
    {
        var table = new double[levels][];
        for (var i = 0; i < levels; i++)
        {
            table[i] = new double[levels];
            Array.Fill(table[i], smoothing / levels / (1 + smoothing));
            table[i][i] = (1 + smoothing / levels) / (1 + smoothing);
        }

        return table;
    }

    /// <summary>mass[i][j]: of the normal around the middle of cell i, cut to [0, 1], the part in cell j.</summary>
    private static double[][] StepTable(UnitAxis axis, double bandwidth)
    {
        const double Least = 1e-12; // so that its logarithm exists; the prior outweighs it
        var levels = (int)axis.Levels;
        var cells = new (double Low, double High)[levels];
        for (var i = 0; i < levels; i++)
            cells[i] = axis.Cell(i);
        var table = new double[levels][];
        for (var i = 0; i < levels; i++)
        {
            var centre = (cells[i].Low + cells[i].High) / 2;
            var outside = NormalTable.Cdf(-centre / bandwidth);
            var total = NormalTable.Cdf((1 - centre) / bandwidth) - outside;
            table[i] = new double[levels];
            var below = outside;
            for (var j = 0; j < levels; j++)
            {
                var upTo = NormalTable.Cdf((cells[j].High - centre) / bandwidth);
                table[i][j] = Math.Max(Least, (upTo - below) / total);
                below = upTo;
            }
        }

        return table;
    }
}
