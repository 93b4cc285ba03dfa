using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Training.Core.Data.Images;

/// <summary>What <c>images.yaml</c> beside the images may say; every line is optional.</summary>
/// <param name="Title">For people; null for the folder's name.</param>
/// <param name="Height">Rows of pixels that every image is brought to; null for the first image's.</param>
/// <param name="Width">Columns.</param>
/// <param name="Grey">Whether colours are dropped; null for what the first image has.</param>
internal sealed record ImageManifest(string? Title, int? Height, int? Width, bool? Grey)
{
    public const string FileName = "images.yaml";
    private const int MostBytes = 1 << 16;

    /// <summary>The manifest of a folder, or an empty one.</summary>
    /// <exception cref="DatasetException">It says what is not understood; names line and remedy.</exception>
    public static ImageManifest Read(string dataset, string folder)
    {
        var manifest = new ImageManifest(null, null, null, null);
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return manifest;
        try
        {
            if (new FileInfo(file).Length > MostBytes)
                throw Wrong(dataset, file, 1, "is too long: a manifest is a few lines");
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            var root = yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode as YamlMappingNode;
            foreach (var (key, value) in root ?? throw Wrong(dataset, file, 1, "is no list of 'key: value' lines"))
                manifest = manifest.With(key.ToString(), value.ToString()) ?? throw Wrong(dataset, file, key.Start.Line, $"'{key}: {value}' is not understood. Known: title; size, such as 64 or 48x64 (height, width; 4 to 1024); grey, true or false");
            return manifest;
        }
        catch (YamlException e)
        {
            throw Wrong(dataset, file, e.Start.Line, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(dataset, file, $"{file}: cannot be read: {e.Message}", e);
        }
    }

    // Null when it is not understood.
    private ImageManifest? With(string key, string value)
    {
        switch (key)
        {
            case "title" when value.Length is > 0 and <= 200:
                return this with { Title = value };
            case "grey" when bool.TryParse(value, out var grey):
                return this with { Grey = grey };
            case "size":
                var sides = value.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) ? pixels : 0).ToArray();
                return sides.Length is 1 or 2 && sides.All(side => side is >= 4 and <= 1024) ? this with { Height = sides[0], Width = sides[^1] } : null;
            default:
                return null;
        }
    }

    private static DatasetException Wrong(string dataset, string file, long line, string what, Exception? inner = null) =>
        new(dataset, file, $"{file}, line {line}: {what.TrimEnd('.')}.", inner);
}
