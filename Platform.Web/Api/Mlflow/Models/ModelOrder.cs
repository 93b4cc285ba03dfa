using System.Text.Json;
using Platform.Core.LoggedModels;

namespace Platform.Web.Api.Mlflow;

/// <summary>One key that a search of logged models is ordered by: an attribute, or the latest value of a metric.</summary>
/// <param name="Key">The attribute's canonical name, or the metric's key.</param>
/// <param name="Dataset">Of a metric: only what was measured on it counts; null for all.</param>
internal sealed record ModelOrder(bool IsMetric, string Key, ModelDataset? Dataset, bool Descending)
{
    private const string Metrics = "metrics.";

    /// <summary>Reads <c>{"field_name": …, "ascending": …, "dataset_name": …, "dataset_digest": …}</c>; the data set counts for metrics only.</summary>
    /// <exception cref="MlflowException">It names neither a metric nor an attribute that orders, or a digest without a name.</exception>
    public static ModelOrder Read(JsonElement item, string path)
    {
        var name = MlflowJson.Required(item, "field_name", path);
        var descending = MlflowJson.Member(item, "ascending") is { } ascending && !MlflowJson.Flag(ascending, $"{path}.ascending");
        var dataset = ReadDataset(item, path, required: false);
        if (name.StartsWith(Metrics, StringComparison.Ordinal) && name.Length > Metrics.Length)
            return new ModelOrder(IsMetric: true, name[Metrics.Length..], dataset, descending);
        return FilterGrammar.LoggedModels.Order(name.Trim()) is { } attribute
            ? new ModelOrder(IsMetric: false, attribute, null, descending)
            : throw MlflowException.Value($"{path}.field_name", name, $"give metrics.KEY or one of {FilterGrammar.LoggedModels.OrderNames}.");
    }

    /// <summary>Reads <c>{"dataset_name": …, "dataset_digest": …}</c>; null if there is no name.</summary>
    /// <exception cref="MlflowException">A name is missing that must be there or belongs to a digest.</exception>
    public static ModelDataset? ReadDataset(JsonElement item, string path, bool required)
    {
        var digest = MlflowJson.Text(item, "dataset_digest", path) is { Length: > 0 } given ? given : null;
        if (MlflowJson.Text(item, "dataset_name", path) is { Length: > 0 } name)
            return new ModelDataset(name, digest);
        return required || digest is not null ? throw MlflowException.MissingValue($"{path}.dataset_name") : null;
    }
}
