namespace Search;

/// <summary>
/// A quasi-Newton descent inside a box: limited-memory BFGS (Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithm 7.4)
/// on the coordinates that are free, steps projected onto the box and shortened until Armijo's rule holds (Bertsekas, SIAM J. Control
/// Optim. 20, 1982). A fixed number of iterations at most and no clock: the same bits everywhere. Cost O(m d) beside the function.
/// </summary>
internal sealed class BoundedMinimizer(double[] low, double[] high)
{
    private const int Memory = 8, MostHalvings = 12;
    private const double Armijo = 1e-4;

    /// <summary>The function's value at a point (d); writes its gradient (d).</summary>
    public delegate double Function(double[] point, double[] gradient);

    /// <summary>Descends from <paramref name="start"/> (d), which is moved into the box.</summary>
    /// <param name="function">What to minimise; a value that is not a number counts as infinite.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="iterations">Steps at most.</param>
    /// <param name="tolerance">Ends when no free coordinate's gradient exceeds it, or a step gains less than a hundredth of it.</param>
    /// <returns>The best point met and its value.</returns>
    public (double[] Point, double Value) Minimize(Function function, double[] start, int iterations, double tolerance)
    {
        var d = start.Length;
        var point = Project(start);
        var gradient = new double[d];
        var value = function(point, gradient);
        var steps = new List<(double[] Step, double[] Change, double Inverse)>();
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var free = Free(point, gradient);
            if (Largest(gradient, free) <= tolerance)
                break;
            var direction = Direction(gradient, free, steps);
            if (!(Slope(gradient, direction) < 0))
            {
                steps.Clear();
                direction = Direction(gradient, free, steps);
            }

            var length = 1.0;
            var moved = point;
            var movedGradient = new double[d];
            var movedValue = double.PositiveInfinity;
            var fell = false;
            for (var halving = 0; halving < MostHalvings && !fell; halving++)
            {
                moved = new double[d];
                for (var j = 0; j < d; j++)
                    moved[j] = Math.Clamp(point[j] + length * direction[j], low[j], high[j]);
                movedValue = function(moved, movedGradient);
                var expected = 0.0;
                for (var j = 0; j < d; j++)
                    expected += gradient[j] * (moved[j] - point[j]);
                fell = movedValue <= value + Armijo * expected && movedValue < value;
                if (!fell)
                    length *= Shrink(movedValue - value, expected);
            }

            if (!fell)
            {
                if (steps.Count == 0)
                    break;
                steps.Clear();
                continue;
            }

            Remember(steps, point, moved, gradient, movedGradient);
            var gain = value - movedValue;
            (point, value, gradient) = (moved, movedValue, movedGradient);
            if (gain < 0.01 * tolerance)
                break;
        }

        return (point, value);
    }

    /// <summary>The step at which the parabola through value, slope and the refused value is least, as a share kept within [0.1, 0.5].</summary>
    private static double Shrink(double rise, double expected) =>
        double.IsFinite(rise) && rise - expected > 0 ? Math.Clamp(-0.5 * expected / (rise - expected), 0.1, 0.5) : 0.1;

    private static void Remember(List<(double[] Step, double[] Change, double Inverse)> steps, double[] from, double[] to, double[] before, double[] after)
    {
        var step = new double[from.Length];
        var change = new double[from.Length];
        for (var j = 0; j < from.Length; j++)
            (step[j], change[j]) = (to[j] - from[j], after[j] - before[j]);
        var curvature = Slope(step, change);
        if (!(curvature > 1e-12 * Slope(change, change)))
            return;
        if (steps.Count == Memory)
            steps.RemoveAt(0);
        steps.Add((step, change, 1 / curvature));
    }

    /// <summary>The two-loop recursion on the free coordinates; the first direction has length 1 at most.</summary>
    private static double[] Direction(double[] gradient, bool[] free, List<(double[] Step, double[] Change, double Inverse)> steps)
    {
        var d = gradient.Length;
        var direction = new double[d];
        for (var j = 0; j < d; j++)
            direction[j] = free[j] ? -gradient[j] : 0;
        if (steps.Count == 0)
        {
            var norm = Math.Sqrt(Slope(direction, direction));
            for (var j = 0; j < d && norm > 1; j++)
                direction[j] /= norm;
            return direction;
        }

        var shares = new double[steps.Count];
        for (var m = steps.Count - 1; m >= 0; m--)
        {
            shares[m] = steps[m].Inverse * Slope(steps[m].Step, direction);
            for (var j = 0; j < d; j++)
                direction[j] -= shares[m] * steps[m].Change[j];
        }

        var last = steps[^1];
        var scale = 1 / (last.Inverse * Slope(last.Change, last.Change));
        for (var j = 0; j < d; j++)
            direction[j] *= scale;
        for (var m = 0; m < steps.Count; m++)
        {
            var back = steps[m].Inverse * Slope(steps[m].Change, direction);
            for (var j = 0; j < d; j++)
                direction[j] += (shares[m] - back) * steps[m].Step[j];
        }

        for (var j = 0; j < d; j++)
        {
            if (!free[j])
                direction[j] = 0;
        }

        return direction;
    }

    private static double Slope(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    private static double Largest(double[] gradient, bool[] free)
    {
        var largest = 0.0;
        for (var j = 0; j < gradient.Length; j++)
            largest = free[j] ? Math.Max(largest, Math.Abs(gradient[j])) : largest;
        return largest;
    }

    private double[] Project(double[] point)
    {
        var inside = new double[point.Length];
        for (var j = 0; j < point.Length; j++)
            inside[j] = Math.Clamp(point[j], low[j], high[j]);
        return inside;
    }

    /// <summary>Which coordinates may move downhill: not those at an end of the box with the descent pointing out of it.</summary>
    private bool[] Free(double[] point, double[] gradient)
    {
        var free = new bool[point.Length];
        for (var j = 0; j < point.Length; j++)
            free[j] = low[j] < high[j] && !(point[j] <= low[j] && gradient[j] > 0) && !(point[j] >= high[j] && gradient[j] < 0);
        return free;
    }
}
