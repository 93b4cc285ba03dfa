using System.Globalization;
using Platform.Core.Registry;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads names, versions, aliases and tags of the registry by MLflow's rules.</summary>
internal static class RegistryInput
{
    /// <summary>The tag by which MLflow tells prompts from models; a model without it is no prompt.</summary>
    private const string PromptTag = "mlflow.prompt.is_prompt";

    private const int MostName = 256;
    private const int MostDescription = 100_000;

    /// <summary>A model's name: not blank, without / and :, a normal path.</summary>
    public static string Name(string? name, string path = "name")
    {
        if (string.IsNullOrWhiteSpace(name))
            throw MlflowException.MissingValue(path);
        if (name.AsSpan().IndexOfAny('/', ':') >= 0)
            throw MlflowException.Invalid($"Invalid model name {MlflowException.Shorten(name)}. Names cannot contain '/' or ':'.");
        if (name is "." or ".." || name.Any(char.IsControl))
            throw MlflowException.Value(path, name, "give a name that is no '.' or '..' and has no control characters.");
        return MlflowKeys.Length(name, path, MostName);
    }

    public static string Name(MlflowCall call) => Name(call.Text("name"));

    public static string Description(MlflowCall call) => MlflowKeys.Length(call.Text("description") ?? "", "description", MostDescription);

    /// <summary>A version's number, as a text or a number.</summary>
    public static int Version(MlflowCall call)
    {
        if (call.Whole("version") is not { } version)
            throw MlflowException.MissingValue("version");
        return version is >= 1 and <= int.MaxValue
            ? (int)version
            : throw MlflowException.Value("version", version.ToString(CultureInfo.InvariantCulture), "give a whole number, 1 first.");
    }

    public static string Alias(MlflowCall call)
    {
        var alias = call.Required("alias");
        return ModelAlias.IsValid(alias) ? alias : throw MlflowException.Value("alias", alias, $"give {ModelAlias.Rule}.");
    }

    /// <summary>A stage by MLflow's name, in any case.</summary>
    public static string Stage(string stage) =>
        ModelEntryDecider.Stages.FirstOrDefault(known => string.Equals(known, stage, StringComparison.OrdinalIgnoreCase))
        ?? throw MlflowException.Invalid($"Invalid Model Version stage: {MlflowException.Shorten(stage)}. Value must be one of {string.Join(", ", ModelEntryDecider.Stages)}.");

    public static (string Key, string Value) Tag(MlflowCall call) =>
        (MlflowKeys.Check(call.Text("key"), "key"), MlflowKeys.Length(call.Text("value") ?? "", "value", MlflowKeys.RegistryTagValue));

    public static Dictionary<string, string> Tags(MlflowCall call)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in KeyValues.Read(call, "tags", MlflowKeys.RegistryTagValue))
            tags[key] = value;
        return tags;
    }

    /// <summary>Whether tags fulfil a clause. What says nothing of prompts is none.</summary>
    public static bool Matches(IReadOnlyDictionary<string, string> tags, FilterClause clause)
    {
        var value = tags.GetValueOrDefault(clause.Key);
        if (value is null && clause.Key == PromptTag)
            return clause is { Operator: FilterOperator.Equal, Text: "false" } or { Operator: FilterOperator.NotEqual, Text: "true" };
        return clause.Matches(value);
    }
}
