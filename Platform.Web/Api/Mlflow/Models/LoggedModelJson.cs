using System.Text.Json;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>Writes and compares logged models as MLflow's clients read and search them.</summary>
internal static class LoggedModelJson
{
    private const string StatusPrefix = "LOGGED_MODEL_";

    /// <param name="metrics">What runs measured of it.</param>
    public static void Write(Utf8JsonWriter writer, LoggedModelView model, IEnumerable<ModelMetric> metrics)
    {
        writer.WriteStartObject("info");
        writer.WriteString("model_id", model.Id);
        writer.WriteString("experiment_id", model.ExperimentId);
        writer.WriteString("name", model.Name);
        writer.WriteNumber("creation_timestamp_ms", model.CreatedAt.ToUnixTimeMilliseconds());
        writer.WriteNumber("last_updated_timestamp_ms", model.UpdatedAt.ToUnixTimeMilliseconds());
        writer.WriteString("artifact_uri", model.ArtifactUri);
        writer.WriteString("status", Name(model.Status));
        writer.WriteString("model_type", model.ModelType ?? ""); // empty rather than absent, as MLflow's server writes both
        writer.WriteString("source_run_id", model.RunId ?? "");
        writer.Pairs("tags", model.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        writer.Objects("registrations", model.Registrations, static (w, registration) =>
        {
            w.WriteString("name", registration.Model);
            w.WriteString("version", registration.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        writer.WriteEndObject();
        writer.WriteStartObject("data");
        writer.Pairs("params", model.Params.OrderBy(parameter => parameter.Key, StringComparer.Ordinal));
        writer.Objects("metrics", [.. metrics], Metric);
        writer.WriteEndObject();
    }

    /// <summary>A status by MLflow's name or number.</summary>
    /// <exception cref="MlflowException">It is not one.</exception>
    public static LoggedModelStatus Status(string name) => name switch
    {
        "LOGGED_MODEL_PENDING" or "PENDING" or "1" => LoggedModelStatus.Pending,
        "LOGGED_MODEL_READY" or "READY" or "2" => LoggedModelStatus.Ready,
        "LOGGED_MODEL_UPLOAD_FAILED" or "FAILED" or "3" => LoggedModelStatus.Failed,
        _ => throw MlflowException.Value("status", name, "give LOGGED_MODEL_PENDING, LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED."),
    };

    /// <summary>Whether a model fulfils a clause that is not about its metrics.</summary>
    public static bool Matches(LoggedModelView model, FilterClause clause) => (clause.Entity, clause.Key) switch
    {
        (FilterEntity.Tag, var key) => clause.Matches(model.Tags.GetValueOrDefault(key)),
        (FilterEntity.Param, var key) => clause.Matches(model.Params.GetValueOrDefault(key)),
        (_, var key) when Value(model, key) is long number => clause.Matches((double)number),
        (_, "status") => MatchesStatus(Name(model.Status), clause),
        (_, var key) => clause.Matches((string?)Value(model, key)),
    };

    public static IComparable? Value(LoggedModelView model, string key) => key switch
    {
        "name" => model.Name,
        "model_id" => model.Id,
        "model_type" => model.ModelType,
        "status" => Name(model.Status),
        "source_run_id" => model.RunId,
        "creation_timestamp" => model.CreatedAt.ToUnixTimeMilliseconds(),
        _ => model.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    private static void Metric(Utf8JsonWriter writer, ModelMetric metric)
    {
        TrackingJson.Point(writer, JsonEncodedText.Encode(metric.Key), new MetricPoint(metric.Step, metric.Time, metric.Value));
        writer.WriteString("run_id", metric.RunId);
        writer.WriteString("model_id", metric.ModelId);
        writer.Optional("dataset_name", metric.DatasetName);
        writer.Optional("dataset_digest", metric.DatasetDigest);
    }

    // A status has two names in MLflow, and a filter may use either, with every operator.
    private static bool MatchesStatus(string name, FilterClause clause)
    {
        return (clause with { Text = clause.Text is { } text ? Short(text) : null, Texts = [.. clause.Texts.Select(Short)] }).Matches(Short(name));

        string Short(string status) =>
            status.StartsWith(StatusPrefix, clause.Operator == FilterOperator.ILike ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? status[StatusPrefix.Length..] : status;
    }

    private static string Name(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => "LOGGED_MODEL_PENDING",
        LoggedModelStatus.Ready => "LOGGED_MODEL_READY",
        _ => "LOGGED_MODEL_UPLOAD_FAILED",
    };
}
