namespace Search;

/// <summary>What a proposal maximises, as a function of features (d).</summary>
internal abstract class Acquisition
{
    /// <summary>Its name for people, such as <c>log expected improvement</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Scores of four points.</summary>
    public abstract void Score(double[][] four, Span<double> scores);

    /// <summary>Score of one point; writes its gradient (d) by the ordered features.</summary>
    public abstract double Score(double[] point, double[] gradient);
}
