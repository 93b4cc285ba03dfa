using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Core.Import.Mlflow;

/// <summary>MLflow's numbers and names, as its stores hold them.</summary>
internal static class MlflowRules
{
    /// <summary>A run's status by its number or name; a run that never ended stays running.</summary>
    public static RunStatus Status(string? status) => status?.ToUpperInvariant() switch
    {
        "2" or "SCHEDULED" => RunStatus.Scheduled,
        "3" or "FINISHED" => RunStatus.Finished,
        "4" or "FAILED" => RunStatus.Failed,
        "5" or "KILLED" => RunStatus.Killed,
        _ => RunStatus.Running,
    };

    /// <summary>A logged model's status by its number or name, as MLflow's stores or its API have it.</summary>
    public static LoggedModelStatus ModelStatus(string? status) => status?.ToUpperInvariant() switch
    {
        "2" or "READY" or "LOGGED_MODEL_READY" => LoggedModelStatus.Ready,
        "3" or "FAILED" or "LOGGED_MODEL_UPLOAD_FAILED" => LoggedModelStatus.Failed,
        _ => LoggedModelStatus.Pending,
    };

    /// <summary>A run's name: its own, else that of its tag.</summary>
    public static string Name(string? name, IReadOnlyDictionary<string, string> tags) =>
        !string.IsNullOrEmpty(name) ? name : tags.GetValueOrDefault("mlflow.runName") ?? "";

    /// <summary>A line of a metric's file: time, value and step; the oldest ones have no step, the newest a data set's name and digest behind it.</summary>
    public static SourcePoint? Point(string key, string line)
    {
        Span<Range> parts = stackalloc Range[6];
        var text = line.AsSpan().Trim();
        var count = text.Split(parts, ' ');
        if (count is not (2 or 3 or 5) || !SourceNumbers.TryWhole(text[parts[0]], out var time) || time < 0 || !SourceNumbers.TryValue(text[parts[1]], out var value))
            return null;
        var step = 0L;
        return count > 2 && !SourceNumbers.TryWhole(text[parts[2]], out step) ? null : new SourcePoint(key, step, time, value);
    }
}
