using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Labels;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Silo.Trials;

/// <summary>Opens data sets with the version of the labels that a trial names. Training knows no journal: it is handed the corrections.</summary>
public sealed class TrialDatasets(PlatformCommands commands, SiloOptions options)
{
    /// <summary>The version of the labels that all trials of a sweep name; 0 as published.</summary>
    public static int LabelsOf(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Fixed.GetValueOrDefault("data_labels") is long version ? (int)version : 0;
    }

    /// <summary>What opens the data set. The journal has been read then, the files are read by the call.</summary>
    /// <exception cref="DatasetException">There is no such version; by the call also when the files do not fit.</exception>
    public async Task<Func<Dataset>> FindAsync(string name, int labels, CancellationToken stop)
    {
        if (labels == 0)
            return () => DatasetCatalog.Open(name, options.DataFolder);
        var known = await commands.LoadLabelsAsync(name, stop);
        try
        {
            var corrected = known.CorrectedAt(labels).Select(label => new LabelCorrection(label.Part == LabelPart.Train ? DataPart.Train : DataPart.Test, label.Row, label.Label));
            var set = new LabelSet(labels, known.BaseDigest!, [.. corrected]);
            return () => DatasetCatalog.Open(name, options.DataFolder, set);
        }
        catch (RuleViolation unknown)
        {
            throw new DatasetException(name, null, $"'{name}': {unknown.Message}", unknown);
        }
    }
}
