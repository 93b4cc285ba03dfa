using System.Globalization;
using System.Text.Json;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>Writes experiments, runs and points as MLflow's clients read them.</summary>
internal static class TrackingJson
{
    public static string Name(Lifecycle lifecycle) => lifecycle == Lifecycle.Active ? "active" : "deleted";

    public static string Name(RunStatus status) => status.ToString().ToUpperInvariant();

    public static void Experiment(Utf8JsonWriter writer, TrackedExperiment experiment)
    {
        writer.WriteString("experiment_id", experiment.Id);
        writer.WriteString("name", experiment.Name);
        writer.WriteString("artifact_location", experiment.ArtifactLocation);
        writer.WriteString("lifecycle_stage", Name(experiment.Lifecycle));
        writer.WriteNumber("last_update_time", experiment.UpdatedAt.ToUnixTimeMilliseconds());
        writer.WriteNumber("creation_time", experiment.CreatedAt.ToUnixTimeMilliseconds());
        writer.Pairs("tags", experiment.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
    }

    public static void Info(Utf8JsonWriter writer, TrackedRun run)
    {
        writer.WriteString("run_id"u8, run.Id);
        writer.WriteString("run_uuid"u8, run.Id); // older clients read this one
        writer.WriteString("run_name"u8, run.Name);
        writer.WriteString("experiment_id"u8, run.ExperimentId);
        writer.WriteString("user_id"u8, run.User);
        writer.WriteString("status"u8, Name(run.Status));
        writer.WriteNumber("start_time"u8, run.StartTime);
        if (run.EndTime is { } end)
            writer.WriteNumber("end_time"u8, end);
        writer.WriteString("artifact_uri"u8, run.ArtifactUri);
        writer.WriteString("lifecycle_stage"u8, Name(run.Lifecycle));
    }

    /// <summary>A whole run.</summary>
    /// <param name="inputs">Its data sets.</param>
    /// <param name="models">The logged models that it made, with the step, and read.</param>
    public static void Run(Utf8JsonWriter writer, RunWithMetrics found, IEnumerable<RunInput> inputs, IEnumerable<ModelUse> models)
    {
        writer.WriteStartObject("info"u8);
        Info(writer, found.Run);
        writer.WriteEndObject();
        writer.WriteStartObject("data"u8);
        writer.Objects("metrics", found.Metrics, (w, metric) => Point(w, JsonEncodedText.Encode(metric.Key), metric.Last));
        writer.Pairs("params", found.Run.Params.OrderBy(p => p.Key, StringComparer.Ordinal));
        writer.Pairs("tags", found.Run.Tags.OrderBy(t => t.Key, StringComparer.Ordinal));
        writer.WriteEndObject();
        writer.WriteStartObject("inputs"u8);
        writer.Objects("dataset_inputs", [.. inputs], Input);
        var uses = models.ToLookup(use => use.Step is null);
        if (uses[true].Any())
            writer.Objects("model_inputs", [.. uses[true]], static (w, use) => w.WriteString("model_id", use.ModelId));
        writer.WriteEndObject();
        writer.WriteStartObject("outputs"u8);
        writer.Objects("model_outputs", [.. uses[false]], static (w, use) =>
        {
            w.WriteString("model_id", use.ModelId);
            w.WriteNumber("step", use.Step!.Value);
        });
        writer.WriteEndObject();
    }

    /// <summary>The members of a point.</summary>
    public static void Point(Utf8JsonWriter writer, JsonEncodedText key, MetricPoint point)
    {
        writer.WriteString("key"u8, key);
        writer.Number("value"u8, point.Value);
        writer.WriteNumber("timestamp"u8, point.Time);
        writer.WriteNumber("step"u8, point.Step);
    }

    /// <summary>A status by MLflow's name.</summary>
    /// <exception cref="MlflowException">It is not one.</exception>
    public static RunStatus? Status(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        return Enum.GetValues<RunStatus>().Where(status => Name(status) == name).Select(status => (RunStatus?)status).FirstOrDefault()
            ?? throw MlflowException.Value("status", name, "give RUNNING, SCHEDULED, FINISHED, FAILED or KILLED.");
    }

    /// <summary>What a search shows, by MLflow's name or number.</summary>
    public static LifecycleView View(string? name, string path) => name switch
    {
        null or "" or "ACTIVE_ONLY" or "1" => LifecycleView.ActiveOnly,
        "DELETED_ONLY" or "2" => LifecycleView.DeletedOnly,
        "ALL" or "3" => LifecycleView.All,
        _ => throw MlflowException.Value(path, name, "give ACTIVE_ONLY, DELETED_ONLY or ALL."),
    };

    /// <summary>A point of a history as the token of the page that follows it.</summary>
    public static string Token(MetricPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{point.Time}:{point.Step}:{BitConverter.DoubleToInt64Bits(point.Value):x}");

    /// <summary>The point that a token names; null for none.</summary>
    /// <exception cref="MlflowException">The token was not made here.</exception>
    public static MetricPoint? Token(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        var parts = token.Split(':');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)
            && long.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                ? new MetricPoint(step, time, BitConverter.Int64BitsToDouble(bits))
                : throw MlflowException.Value("page_token", token, "give the next_page_token of an earlier answer.");
    }

    private static void Input(Utf8JsonWriter writer, RunInput input)
    {
        writer.Pairs("tags", input.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        writer.WriteStartObject("dataset");
        writer.WriteString("name", input.Dataset.Name);
        writer.WriteString("digest", input.Dataset.Digest);
        writer.WriteString("source_type", input.Dataset.SourceType);
        writer.WriteString("source", input.Dataset.Source);
        writer.Optional("schema", input.Dataset.Schema);
        writer.Optional("profile", input.Dataset.Profile);
        writer.WriteEndObject();
    }
}
