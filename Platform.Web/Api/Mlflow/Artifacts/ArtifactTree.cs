using System.Text.Json;
using Platform.Core.Artifacts;

namespace Platform.Web.Api.Mlflow;

/// <summary>Shows a list of files as one level of folders and files.</summary>
internal static class ArtifactTree
{
    /// <summary>What lies directly in a folder, by name: folders, and files with their size.</summary>
    /// <param name="files">Below the folder, by path.</param>
    public static IReadOnlyList<(string Name, long? Size)> Level(IReadOnlyList<ArtifactFile> files, string folder)
    {
        var skip = folder.Length == 0 ? 0 : folder.Length + 1;
        var level = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var rest = file.Path.AsSpan(skip);
            var slash = rest.IndexOf('/');
            if (slash < 0)
                level[rest.ToString()] = file.Size;
            else
                level.TryAdd(rest[..slash].ToString(), null);
        }

        return [.. level.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value))];
    }

    /// <summary>Writes a level as MLflow's <c>files</c>.</summary>
    /// <param name="prefix">Before each name: the folder for artifacts/list, nothing for the proxy.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<(string Name, long? Size)> level, string prefix) =>
        writer.Objects("files", level, (w, entry) =>
        {
            w.WriteString("path", prefix.Length == 0 ? entry.Name : $"{prefix}/{entry.Name}");
            w.WriteBoolean("is_dir", entry.Size is null);
            if (entry.Size is { } size)
                w.WriteNumber("file_size", size);
        });
}
