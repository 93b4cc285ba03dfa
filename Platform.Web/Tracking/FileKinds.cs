namespace Platform.Web.Tracking;

/// <summary>Names of files and how they are shown.</summary>
public static class FileKinds
{
    private static readonly Dictionary<string, string> Images = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp", [".bmp"] = "image/bmp", [".svg"] = "image/svg+xml",
    };

    private static readonly Dictionary<string, string> Media = new(StringComparer.OrdinalIgnoreCase)
    {
        [".mp3"] = "audio/mpeg", [".wav"] = "audio/wav", [".ogg"] = "audio/ogg", [".mp4"] = "video/mp4", [".webm"] = "video/webm",
    };

    /// <summary>The content type of an image that browsers draw; null for every other file. SVG is drawn as an image only, where it runs nothing.</summary>
    public static string? ImageType(string path) => Images.GetValueOrDefault(Path.GetExtension(path));

    /// <summary>The content type of a file that browsers play; null for every other file.</summary>
    public static string? MediaType(string path) => Media.GetValueOrDefault(Path.GetExtension(path));

    /// <summary>The content type of a file that a page shows or plays from its own address; null for every other file, which is only a download.</summary>
    public static string? ShownType(string path) => ImageType(path) ?? MediaType(path);

    /// <summary>How a file of that name is shown.</summary>
    public static FileKind Of(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" => FileKind.Table,
        ".md" or ".markdown" => FileKind.Markdown,
        ".json" or ".ipynb" or ".geojson" => FileKind.Json,
        _ when MediaType(path) is { } media => media.StartsWith("audio/", StringComparison.Ordinal) ? FileKind.Audio : FileKind.Video,
        _ => ImageType(path) is null ? FileKind.Other : FileKind.Image,
    };

    /// <summary>A size as people read it.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };

    /// <summary>The address of a file's content.</summary>
    /// <param name="owner">The run's or the logged model's identity.</param>
    public static string Address(string owner, string path) =>
        $"api/v1/tracking/files/{owner}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
