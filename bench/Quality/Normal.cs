using Search;

namespace Bench.Quality;

/// <summary>Standard normal draws (Box and Muller, 1958).</summary>
internal static class Normal
{
    public static double Draw(TrialRandom random) => Math.Sqrt(-2 * Math.Log(1 - random.Uniform(0))) * Math.Cos(2 * Math.PI * random.Uniform(1));
}
