using Platform.Core.Experiments;
using Platform.Core.Trials;

namespace Platform.Core.History;

/// <summary>A trial's epochs as columns: 8 bytes a number, so that the trial after any of them is a prefix. Not thread-safe.</summary>
internal sealed class EpochColumns(Objective objective)
{
    private readonly Column<double> _train = new();
    private readonly Column<double> _validation = new();
    private readonly Column<double> _seconds = new(); // of training, in all
    private readonly Column<(int Epoch, double Value)> _best = new(); // so far; epoch 0: none
    private readonly DigestColumn _checkpoints = new();
    private readonly SortedList<string, (int First, Column<double> Values)> _metrics = new(StringComparer.Ordinal);

    public int Count => _train.Count;

    /// <summary>Takes the next epoch.</summary>
    /// <param name="intern">Gives equal names one text.</param>
    public void Add(EpochCompleted e, Func<string, string> intern)
    {
        var best = BestOf(Count);
        var value = new EpochRecord(e.Epoch, e.TrainLoss, e.ValidationLoss, e.Metrics, e.Checkpoint).Metric(objective.Metric);
        _best.Add(value is { } found && objective.IsBetter(found, best.Epoch == 0 ? null : best.Value) ? (e.Epoch, found) : best);
        _seconds.Add(SecondsOf(Count) + e.Elapsed.TotalSeconds);
        _checkpoints.Add(e.Checkpoint);
        foreach (var name in e.Metrics.Keys.Where(name => !_metrics.ContainsKey(name)))
            _metrics.Add(intern(name), (Count, new Column<double>()));
        foreach (var (name, (_, values)) in _metrics)
        {
            while (values.Count < Count)
                values.Add(double.NaN); // a metric that only some epochs have is NaN in the others
            values.Add(e.Metrics.TryGetValue(name, out var measured) ? measured : double.NaN);
        }
        _train.Add(e.TrainLoss);
        _validation.Add(e.ValidationLoss);
    }

    public IReadOnlyList<double> TrainLoss(int epochs) => _train.First(epochs);

    public IReadOnlyList<double> ValidationLoss(int epochs) => _validation.First(epochs);

    public IReadOnlyList<string?> Checkpoints(int epochs) => _checkpoints.First(epochs);

    /// <summary>The further curves by name, those that had begun by then.</summary>
    public Dictionary<string, IReadOnlyList<double>> Metrics(int epochs)
    {
        var curves = new Dictionary<string, IReadOnlyList<double>>(_metrics.Count, StringComparer.Ordinal);
        foreach (var (name, (first, values)) in _metrics)
        {
            if (first < epochs)
                curves.Add(name, values.First(epochs));
        }
        return curves;
    }

    /// <summary>Seconds of training of the first epochs.</summary>
    public double SecondsOf(int epochs) => epochs == 0 ? 0 : _seconds[epochs - 1];

    /// <summary>The best of the first epochs and its value; epoch 0: none.</summary>
    public (int Epoch, double Value) BestOf(int epochs) => epochs == 0 ? (0, double.NaN) : _best[epochs - 1];
}
