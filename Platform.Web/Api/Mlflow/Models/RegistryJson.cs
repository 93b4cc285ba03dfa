using System.Globalization;
using System.Text.Json;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Api.Mlflow;

/// <summary>Writes registered models and their versions as MLflow's clients read them.</summary>
internal static class RegistryJson
{
    /// <summary>Where a version of one of the platform's own trials lies: its checkpoint by content. No address that MLflow can open.</summary>
    private const string CheckpointScheme = "platform:/checkpoints/";

    public static void Model(Utf8JsonWriter writer, ModelView model)
    {
        writer.WriteString("name", model.Name);
        writer.WriteNumber("creation_timestamp", Created(model));
        writer.WriteNumber("last_updated_timestamp", model.UpdatedAt.ToUnixTimeMilliseconds());
        writer.Optional("description", model.Entry.Description);
        writer.Objects("latest_versions", Latest(model, []), (w, version) => Version(w, model, version));
        writer.Pairs("tags", model.Entry.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        writer.Objects("aliases", [.. model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)], static (w, alias) =>
        {
            w.WriteString("alias", alias.Key);
            w.WriteString("version", Number(alias.Value));
        });
    }

    public static void Version(Utf8JsonWriter writer, ModelView model, ModelVersionRegistered version)
    {
        var entry = model.Entry.Of(version.Version);
        writer.WriteString("name", model.Name);
        writer.WriteString("version", Number(version.Version));
        writer.WriteNumber("creation_timestamp", version.At.ToUnixTimeMilliseconds());
        writer.WriteNumber("last_updated_timestamp", Updated(model, version));
        writer.Optional("user_id", version.By);
        writer.WriteString("current_stage", entry.Stage);
        // MLflow's server writes these three also when they are empty: programs without its client index them.
        writer.WriteString("description", Description(model, version));
        writer.WriteString("source", Source(model, version));
        writer.WriteString("run_id", RunId(model, version) ?? "");
        writer.WriteString("status", "READY");
        writer.Pairs("tags", entry.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        writer.WriteString("run_link", entry.RunLink ?? "");
        writer.Optional("model_id", entry.LoggedModelId);
        string[] aliases = [.. model.Aliases.Where(alias => alias.Value == version.Version).Select(alias => alias.Key).Order(StringComparer.Ordinal)];
        if (aliases.Length == 0)
            return;
        writer.WriteStartArray("aliases");
        foreach (var alias in aliases)
            writer.WriteStringValue(alias);
        writer.WriteEndArray();
    }

    /// <summary>The newest version of each of the stages (of all stages, if none is given).</summary>
    public static IReadOnlyList<ModelVersionRegistered> Latest(ModelView model, IReadOnlyList<string> stages) =>
    [
        .. model.Live.GroupBy(version => model.Entry.Of(version.Version).Stage, StringComparer.Ordinal)
            .Where(stage => stages.Count == 0 || stages.Contains(stage.Key, StringComparer.OrdinalIgnoreCase)).Select(stage => stage.Last()).OrderBy(version => version.Version),
    ];

    public static string Source(ModelView model, ModelVersionRegistered version) => model.Entry.Of(version.Version).Source ?? CheckpointScheme + version.Checkpoint;

    public static string? RunId(ModelView model, ModelVersionRegistered version) =>
        version.TrialId.Length > 0 ? version.TrialId : model.Entry.Of(version.Version).RunId;

    public static string Description(ModelView model, ModelVersionRegistered version) => model.Entry.Of(version.Version).Description ?? version.Why;

    public static long Created(ModelView model) => model.Entry.CreatedAt?.ToUnixTimeMilliseconds() ?? 0;

    public static long Updated(ModelView model, ModelVersionRegistered version) => (model.Entry.Of(version.Version).UpdatedAt ?? version.At).ToUnixTimeMilliseconds();

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);
}
