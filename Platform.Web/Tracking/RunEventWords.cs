using Platform.Core.Tracking;
using Platform.Web.Components;

namespace Platform.Web.Tracking;

/// <summary>A tracked run's events told in words.</summary>
internal static class RunEventWords
{
    private const int Named = 4;

    /// <summary>What happened, more about it (or null), and its tone: good, bad, warn, running or nothing.</summary>
    public static (string Title, string? Detail, string Tone) Of(object data) => data switch
    {
        RunCreated e => ("Began", $"Named {e.Name}" + (e.ParentRunId is null ? "" : $", nested in {e.ParentRunId}"), "running"),
        RunUpdated { Status: { } status } e => (Title(status), e.Name is null ? null : $"Named {e.Name}", Tone(status)),
        RunUpdated { Name: { } name } => ($"Renamed to {name}", null, ""),
        RunUpdated => ("Changed", null, ""),
        RunDeleted => ("Deleted", null, "bad"),
        RunRestored => ("Restored", null, "good"),
        RunErased e => ("Erased", e.Erasure.Reason, "bad"),
        ParamsLogged e => ($"Logged {Show.Count(e.Params.Count, "parameter")}", Names(e.Params.Select(p => $"{p.Key} = {Short(p.Value)}")), ""),
        MetricsLogged e => ($"Logged {Show.Count(e.Points, "point")} of {Show.Count(e.Keys, "metric")}", null, ""),
        ModelMetricsLogged e => ($"Measured {Show.Count(e.Series.Select(s => s.ModelId).Distinct(StringComparer.Ordinal).Count(), "model")}", Names(e.Series.Select(Measured).Distinct(StringComparer.Ordinal)), ""),
        RunTagsSet e => (TagTitle(e), Names(e.Tags.Select(t => t.Value is null ? t.Key : $"{t.Key} = {Short(t.Value)}")), ""),
        InputsLogged e => ($"Read {Show.Count(e.Inputs.Count, "data set")}", Names(e.Inputs.Select(i => i.Dataset.Name)), ""),
        ArtifactLogged e => ($"Stored {e.Path}", $"{FileKinds.Size(e.Size)}, SHA-256 {Show.Digest(e.Digest)}", ""),
        ArtifactRemoved e => ($"Removed {e.Path}", null, "warn"),
        _ => (data.GetType().Name, null, ""),
    };

    private static string Title(RunStatus status) => status switch
    {
        RunStatus.Finished => "Finished",
        RunStatus.Failed => "Failed",
        RunStatus.Killed => "Killed",
        RunStatus.Scheduled => "Scheduled",
        _ => "Running",
    };

    private static string Tone(RunStatus status) => Show.StatusClass(status);

    private static string TagTitle(RunTagsSet e) => e.Tags.Values.All(v => v is null) ? $"Removed {Show.Count(e.Tags.Count, "tag")}" : $"Set {Show.Count(e.Tags.Count, "tag")}";

    private static string Measured(ModelSeries series) => series.DatasetName is { } data ? $"{series.Key} on {Short(data)}" : series.Key;

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(Named)) + (all.Count > Named ? $" and {all.Count - Named} more" : "");
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
