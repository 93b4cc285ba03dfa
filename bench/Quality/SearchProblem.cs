using Search;

namespace Bench.Quality;

/// <summary>A function to minimise, as samplers are compared on it.</summary>
/// <param name="Name">Stable name; results are stored under it.</param>
/// <param name="Source">Where the function or its data come from.</param>
/// <param name="Space">What may be varied.</param>
/// <param name="Value">The value without noise.</param>
/// <param name="Least">The least value, for distances.</param>
/// <param name="Noise">Standard deviation of the normal noise on what a sampler is told; 0 for none. Samplers are judged without it.</param>
internal sealed record SearchProblem(string Name, string Source, SearchSpace Space, Func<ParameterSet, double> Value, double Noise = 0, double Least = 0)
{
    /// <summary>What a sampler is told of trial <paramref name="trial"/> of the run with this seed: the same for every sampler that proposes the same point then.</summary>
    public double Observe(ParameterSet parameters, long seed, int trial)
    {
        var value = Value(parameters);
        return Noise == 0 ? value : value + Noise * Normal.Draw(TrialRandom.For(seed, trial).Stream("noise").Stream(Name));
    }
}
