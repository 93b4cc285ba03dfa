using System.Text.Json;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads the data sets of log-inputs.</summary>
internal static class RunInputs
{
    /// <exception cref="MlflowException">A field is missing, wrong or too long.</exception>
    public static RunInput Read(JsonElement item, int index)
    {
        var path = $"datasets[{index}]";
        var dataset = MlflowJson.Member(item, "dataset") ?? throw MlflowException.MissingValue($"{path}.dataset");
        path += ".dataset";
        return new RunInput(
            new TrackedDataset(
                Required("name", MlflowKeys.DatasetName), Required("digest", MlflowKeys.DatasetDigest), Required("source_type", MlflowKeys.DatasetName),
                Required("source", MlflowKeys.DatasetSource), Optional("schema", MlflowKeys.DatasetSchema), Optional("profile", MlflowKeys.DatasetProfile)),
            Tags(item, $"datasets[{index}].tags"));

        string Required(string name, int most)
        {
            var text = MlflowJson.Required(dataset, name, path);
            return text.Length > 0 ? MlflowKeys.Length(text, $"{path}.{name}", most) : throw MlflowException.MissingValue($"{path}.{name}");
        }

        string? Optional(string name, int most) => MlflowJson.Text(dataset, name, path) is { Length: > 0 } text ? MlflowKeys.Length(text, $"{path}.{name}", most) : null;
    }

    private static Dictionary<string, string> Tags(JsonElement item, string path)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (MlflowJson.Member(item, "tags") is not { } list)
            return tags;
        if (list.ValueKind != JsonValueKind.Array)
            throw MlflowException.Value(path, list.GetRawText(), "give a list.");
        foreach (var tag in list.EnumerateArray())
        {
            var key = MlflowJson.Required(tag, "key", path);
            tags[MlflowKeys.Length(key, $"{path}.key", MlflowKeys.InputTagKey)] = MlflowKeys.Length(MlflowJson.Text(tag, "value", path) ?? "", $"{path}.value", MlflowKeys.InputTagValue);
        }

        return tags;
    }
}
