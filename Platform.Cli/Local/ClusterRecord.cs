using System.Text.Json;

namespace Platform.Cli.Local;

/// <summary>What a home remembers of its private cluster from one start to the next: PLATFORM_HOME/postgres.json.</summary>
/// <param name="Port">The port on loopback that its server had last.</param>
/// <param name="Folder">Where its files lie.</param>
/// <param name="Home">The home that it is of: a copy of it knows itself thereby.</param>
internal sealed record ClusterRecord(int Port, string? Folder, string? Home = null)
{
    public static string FileIn(string home) => Path.Combine(home, "postgres.json");

    /// <summary>The home's record; null when no cluster was ever started, or when the file cannot be understood.</summary>
    public static ClusterRecord? Read(string home)
    {
        try
        {
            return JsonSerializer.Deserialize<ClusterRecord>(File.ReadAllText(FileIn(home)), JsonSerializerOptions.Web) is { Port: > 0 and <= 65535 } record ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it; who reads meanwhile finds the old one or the new one.</summary>
    public void Write(string home)
    {
        var temporary = FileIn(home) + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
        File.Move(temporary, FileIn(home), overwrite: true);
    }
}
