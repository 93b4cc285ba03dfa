using Search;

namespace Bench.Quality;

/// <summary>Follows a run: the true value of the trial whose told value is the best so far, at each budget.</summary>
internal sealed class Incumbents(SearchProblem problem, long seed)
{
    private readonly double[] _atBudgets = new double[SearchRun.Budgets.Count];
    private double _bestTold = double.PositiveInfinity;
    private double _trueOfBest = double.PositiveInfinity;

    public double[] AtBudgets => [.. _atBudgets];

    /// <summary>The value that the sampler is told of this trial.</summary>
    public double Tell(int trial, ParameterSet parameters)
    {
        var told = problem.Observe(parameters, seed, trial);
        if (told < _bestTold)
            (_bestTold, _trueOfBest) = (told, problem.Value(parameters));
        for (var i = 0; i < _atBudgets.Length; i++)
        {
            if (trial < SearchRun.Budgets[i])
                _atBudgets[i] = _trueOfBest;
        }

        return told;
    }
}
