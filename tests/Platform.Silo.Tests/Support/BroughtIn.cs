using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Platform.Silo.Tests.Support;

/// <summary>Sweeps of one trial that was recorded elsewhere: it has its metrics, but no checkpoint.</summary>
internal static class BroughtIn
{
    /// <summary>Appends the whole sweep.</summary>
    public static Task AppendAsync(SiloPlatform platform, SweepSpec spec)
    {
        var id = StreamNames.NewExperimentId();
        return AppendAsync(platform, id, spec, 0, new ExperimentCreated(id, spec, "test", SiloPlatform.Now));
    }

    /// <summary>Appends what follows the creation of a sweep.</summary>
    public static Task EndAsync(SiloPlatform platform, string id, SweepSpec spec) => AppendAsync(platform, id, spec, 1);

    private static async Task AppendAsync(SiloPlatform platform, string id, SweepSpec spec, long version, params object[] first)
    {
        var (trial, at) = (StreamNames.TrialId(id, 1), SiloPlatform.Now);
        var values = ParameterSet.Of(("learning_rate", 0.001));
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 0.5 };
        await platform.Journal.AppendAsync(new AppendRequest(
        [
            new StreamAppend(StreamNames.Experiment(id), StreamNames.ExperimentType, version,
            [
                .. first, new TrialProposed(1, trial, values, "random", "Drawn at random.", 0, 0, at),
                new TrialFinished(1, trial, TrialStatus.Completed, 0.5, 1, at), new ExperimentCompleted(trial, 0.5, at),
            ]),
            new StreamAppend(StreamNames.Trial(trial), StreamNames.TrialType, 0,
            [
                new TrialCreated(trial, id, 1, values, spec.FieldsOf(values, 1), spec.Objective, spec.Epochs, spec.Device, 0, null, at),
                new TrialStarted(1, "elsewhere", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a processor", "linux"), "data", at),
                new EpochCompleted(1, 1, 1, 1, metrics, 0.001, 500, TimeSpan.FromSeconds(1), null, at), new TrialCompleted(1, 1, 0.5, at),
            ]),
        ]));
    }
}
