namespace Platform.Core.Tracking.Questions;

/// <summary>Gathers a group's numbers; mean and variance by Welford's recurrence (Technometrics 4, 1962).</summary>
internal sealed class GroupFold(string? value)
{
    private double _mean;
    private double _squares;
    private int _numbers;
    private RunValue? _min;
    private RunValue? _max;

    public string? Value { get; } = value;

    public int Runs { get; private set; }

    /// <summary>Takes a run in; a number that is none or not finite only counts the run.</summary>
    public void Add(string runId, double number)
    {
        Runs++;
        if (!double.IsFinite(number))
            return;
        _numbers++;
        var from = number - _mean;
        _mean += from / _numbers;
        _squares += from * (number - _mean);
        if (_min is null || number < _min.Value)
            _min = new RunValue(runId, number);
        if (_max is null || number > _max.Value)
            _max = new RunValue(runId, number);
    }

    public RunGroup ToGroup() => new(
        Value, Runs, _numbers, _numbers == 0 ? double.NaN : _mean, _numbers < 2 ? double.NaN : Math.Sqrt(_squares / (_numbers - 1)), _min, _max);
}
