using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Core.Views;
using Platform.Silo.Trials;
using Training.Core.Data;

namespace Platform.Silo.Lanes;

/// <summary>Opens the data sets of active sweeps before they are needed, so that a lane taken over from a lost silo trains at once.</summary>
public sealed class DatasetWarmer(TrialDatasets datasets, ILogger<DatasetWarmer> logger)
{
    private readonly ConcurrentDictionary<(string Name, int Labels), Task> _opening = new();

    /// <summary>Begins to open what is new; returns at once.</summary>
    public void Warm(IEnumerable<ExperimentView> experiments)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        foreach (var experiment in experiments)
            _ = _opening.GetOrAdd((experiment.Spec.Data, TrialDatasets.LabelsOf(experiment.Spec)), key => Task.Run(() => TryOpenAsync(key.Name, key.Labels)));
    }

    // What is wrong with a data set is the trial's to report.
    private async Task TryOpenAsync(string name, int labels)
    {
        try
        {
            (await datasets.FindAsync(name, labels, CancellationToken.None))();
        }
        catch (Exception problem) when (problem is DatasetException || Faults.IsOfTheDatabase(problem))
        {
            logger.LogWarning("Data set {Name}: {Message}", name, problem.Message);
        }
    }
}
