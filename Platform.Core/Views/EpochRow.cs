using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Core.Views;

/// <summary>Successive epochs of a trial with metrics of the same names, as <see cref="TrialStatements.Epochs"/> writes them.</summary>
internal sealed class EpochRow : IExtendableRow
{
    public EpochRow(string id, long version, EpochCompleted epoch)
    {
        Id = id;
        Version = version;
        Epoch = epoch.Epoch;
        Names = [.. epoch.Metrics.Keys.Order(StringComparer.Ordinal)];
        TrainLosses = [epoch.TrainLoss];
        ValidationLosses = [epoch.ValidationLoss];
        Values = [.. Names.Select(name => epoch.Metrics[name])];
        Checkpoints = [epoch.Checkpoint];
        Seconds = [epoch.Elapsed.TotalSeconds];
    }

    public string Id { get; }

    /// <summary>Of the stream after the last epoch.</summary>
    public long Version { get; private set; }

    /// <summary>The first epoch's number.</summary>
    public int Epoch { get; }

    /// <summary>Of the metrics, sorted.</summary>
    public string[] Names { get; }

    public List<double> TrainLosses { get; }

    public List<double> ValidationLosses { get; }

    /// <summary>The first epoch's in the order of <see cref="Names"/>, then the second's, and so on.</summary>
    public List<double> Values { get; }

    public List<string?> Checkpoints { get; }

    /// <summary>How long each epoch took.</summary>
    public List<double> Seconds { get; }

    public bool TryExtend(object next)
    {
        if (next is not EpochRow row || row.Epoch != Epoch + Seconds.Count || !row.Names.AsSpan().SequenceEqual(Names))
            return false;
        Version = row.Version;
        TrainLosses.AddRange(row.TrainLosses);
        ValidationLosses.AddRange(row.ValidationLosses);
        Values.AddRange(row.Values);
        Checkpoints.AddRange(row.Checkpoints);
        Seconds.AddRange(row.Seconds);
        return true;
    }
}
