namespace Search;

/// <summary>The nondominated points of two objectives and the area that they dominate, kept while points are added. Cost O(n) a point at worst.</summary>
internal sealed class Staircase(double[] reference)
{
    private readonly List<(double X, double Y)> _steps = []; // X rises, Y falls

    /// <summary>The area dominated within the first two coordinates of the reference.</summary>
    public double Area { get; private set; }

    /// <summary>Adds the first two objectives of a point below the reference.</summary>
    public void Add(double[] point)
    {
        var (x, y) = (point[0], point[1]);
        var at = 0;
        while (at < _steps.Count && _steps[at].X <= x)
            at++;
        var ceiling = at == 0 ? reference[1] : _steps[at - 1].Y;
        if (ceiling <= y)
            return;

        // The new area, strip by strip to the right, until a step that is lower already.
        var (left, end) = (x, at);
        while (true)
        {
            var right = end < _steps.Count ? _steps[end].X : reference[0];
            Area += (right - left) * (ceiling - y);
            if (end == _steps.Count || _steps[end].Y < y)
                break;
            (ceiling, left) = (_steps[end].Y, right);
            end++;
        }

        // A step at the same X that is higher is dominated as well.
        var from = at > 0 && _steps[at - 1].X == x ? at - 1 : at;
        _steps.RemoveRange(from, end - from);
        _steps.Insert(from, (x, y));
    }
}
