using Search;

namespace Bench.Quality;

/// <summary>Follows a run: the true value of the trial whose told value is the best among the first ones by number, whatever the order in which they end.</summary>
internal sealed class Incumbents(SearchProblem problem, long seed)
{
    private readonly SortedDictionary<int, (double Told, double True)> _trials = [];

    /// <summary>The incumbent's true value at each budget; what is known so far where fewer trials were told.</summary>
    public double[] AtBudgets => Curve() is { Length: > 0 } curve ? [.. SearchRun.Budgets.Select(budget => curve[Math.Min(budget, curve.Length) - 1])] : new double[SearchRun.Budgets.Count];

    /// <summary>The value that the sampler is told of this trial.</summary>
    public double Tell(int trial, ParameterSet parameters)
    {
        var told = problem.Observe(parameters, seed, trial);
        _trials[trial] = (told, problem.Value(parameters));
        return told;
    }

    /// <summary>The incumbent's true value after 1, 2, ... trials.</summary>
    public double[] Curve()
    {
        var (bestTold, trueOfBest) = (double.PositiveInfinity, double.PositiveInfinity);
        var curve = new List<double>();
        foreach (var (told, value) in _trials.Values)
        {
            if (told < bestTold)
                (bestTold, trueOfBest) = (told, value);
            curve.Add(trueOfBest);
        }

        return [.. curve];
    }
}
