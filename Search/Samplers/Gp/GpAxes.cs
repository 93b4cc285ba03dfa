namespace Search;

/// <summary>
/// Points as the Gaussian process sees them: one feature a parameter. An ordered parameter's feature is its unit coordinate, in the
/// middle of the cell when discrete, and 1/2 where it does not exist; a choice's is its level, and -1 where it does not exist. The
/// imputed middle makes two settings that differ in an absent parameter equal in it, and the parent's choice keeps the branches apart:
/// the imputation kernel of Lévesque, Durand, Gagné and Sabourin, "Bayesian optimization for conditional hyperparameter spaces",
/// IJCNN 2017, section III.
/// </summary>
internal sealed class GpAxes
{
    private const double Absent = 0.5, AbsentChoice = -1;

    public GpAxes(UnitCube cube)
    {
        Cube = cube;
        Categorical = [.. cube.Axes.Select(axis => axis.IsCategorical)];
    }

    public UnitCube Cube { get; }

    /// <summary>Number of features, d.</summary>
    public int Dimension => Cube.Dimension;

    /// <summary>Which features are levels without an order.</summary>
    public IReadOnlyList<bool> Categorical { get; }

    /// <summary>
    /// The point (d) that stands for the values at a latent point, all of whose coordinates are numbers: snapped to cells, NaN where a
    /// parameter does not exist.
    /// </summary>
    public double[] Canonical(double[] latent)
    {
        var point = new double[Dimension];
        Array.Fill(point, double.NaN);
        foreach (var j in Cube.ParentsFirst)
        {
            if (Cube.IsActive(j, point))
                point[j] = Cube.Axes[j].Snap(latent[j]);
        }

        return point;
    }

    /// <summary>A latent point (d) with these features (d): the middle of a choice's cell.</summary>
    public double[] Latent(double[] features)
    {
        var latent = (double[])features.Clone();
        for (var j = 0; j < latent.Length; j++)
        {
            if (Categorical[j])
                latent[j] = (Math.Max(0, features[j]) + 0.5) / Cube.Axes[j].Levels;
        }

        return latent;
    }

    /// <summary>The features (d) of a point whose missing coordinates are NaN.</summary>
    public double[] Features(double[] point)
    {
        var features = new double[Dimension];
        for (var j = 0; j < features.Length; j++)
        {
            features[j] = Categorical[j]
                ? double.IsNaN(point[j]) ? AbsentChoice : Cube.Axes[j].LevelOf(point[j])
                : double.IsNaN(point[j]) ? Absent : point[j];
        }

        return features;
    }
}
