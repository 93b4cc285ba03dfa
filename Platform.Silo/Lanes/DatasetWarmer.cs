using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Core.Views;
using Training.Core.Data;

namespace Platform.Silo.Lanes;

/// <summary>Opens the data sets of active sweeps before they are needed, so that a lane taken over from a lost silo trains at once.</summary>
public sealed class DatasetWarmer(SiloOptions options, ILogger<DatasetWarmer> logger)
{
    private readonly ConcurrentDictionary<string, Task> _opening = new(StringComparer.Ordinal);

    /// <summary>Begins to open what is new; returns at once.</summary>
    public void Warm(IEnumerable<ExperimentView> experiments)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        foreach (var experiment in experiments)
            _ = _opening.GetOrAdd(experiment.Spec.Data, name => Task.Run(() => TryOpen(name)));
    }

    // What is wrong with a data set is the trial's to report.
    private void TryOpen(string name)
    {
        try
        {
            DatasetCatalog.Open(name, options.DataFolder);
        }
        catch (DatasetException problem)
        {
            logger.LogWarning("Data set {Name}: {Message}", name, problem.Message);
        }
    }
}
