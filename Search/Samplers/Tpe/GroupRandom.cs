namespace Search;

/// <summary>The random streams of one group of axes in one trial, named by its parameters, so that other groups do not move them.</summary>
/// <param name="Component">Chooses the observation to draw near.</param>
/// <param name="Kernels">For each axis of the group (d), the draw itself.</param>
internal sealed record GroupRandom(TrialRandom Component, TrialRandom[] Kernels)
{
    /// <summary>The streams of the group of <paramref name="axes"/> (d).</summary>
    public static GroupRandom Of(TrialRandom random, UnitAxis[] axes) => new(
        random.Stream("component").Stream(axes[0].Parameter.Name),
        Array.ConvertAll(axes, axis => random.Stream("kernel").Stream(axis.Parameter.Name)));
}
