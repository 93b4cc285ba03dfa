namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Chooses which steps of long histories are shown: at most about so many, evenly spread over those that occur, and every history's first and last one. It is told
/// the steps in ascending order and holds a bounded number of them: of very many, every second, fourth and so on. Not thread-safe.
/// </summary>
/// <param name="most">Steps held.</param>
internal sealed class SampledSteps(int most = 200_000)
{
    private readonly List<long> _steps = [];
    private readonly HashSet<long> _ends = [];
    private long _last;
    private long _seen;
    private long _stride = 1;

    /// <summary>Takes a step of any history; not less than the one before.</summary>
    public void Add(long step)
    {
        if (_seen > 0 && step == _last)
            return;
        if (_seen % _stride == 0)
            _steps.Add(step);
        _last = step;
        _seen++;
        if (_steps.Count <= most)
            return;
        for (var i = 0; 2 * i < _steps.Count; i++)
            _steps[i] = _steps[2 * i];
        _steps.RemoveRange((_steps.Count + 1) / 2, _steps.Count / 2);
        _stride *= 2;
    }

    /// <summary>Takes the first or last step of a history.</summary>
    public void AddEnd(long step) => _ends.Add(step);

    /// <summary>The steps that are shown.</summary>
    /// <param name="max">At least 1.</param>
    public HashSet<long> Choose(int max)
    {
        if (_seen <= max && _stride == 1)
            return [.. _steps];
        var chosen = new HashSet<long>(_ends);
        var spread = Math.Max(1, max - _ends.Count);
        for (var i = 0; i < spread; i++)
            chosen.Add(_steps[(int)((long)i * _steps.Count / spread)]);
        return chosen;
    }
}
