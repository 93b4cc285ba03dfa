using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Training.Core.Data;

/// <summary>A public data set of four IDX files: training and test, images and labels.</summary>
/// <param name="Name">The value of the field <c>data</c> and the folder's name.</param>
/// <param name="Title">For people.</param>
/// <param name="Licence">Authors and licence.</param>
/// <param name="Shape">Shape of one published image.</param>
/// <param name="ClassNames">The name of each label.</param>
/// <param name="Mirrors">Addresses of folders that hold the files; append the file's name.</param>
/// <param name="Files">Training images, training labels, test images, test labels.</param>
public sealed record DatasetSource(
    string Name, string Title, string Licence, ImageShape Shape, IReadOnlyList<string> ClassNames, IReadOnlyList<string> Mirrors, IReadOnlyList<DatasetFile> Files)
{
    /// <summary>The path of one of its files: as published, or unpacked when only that is there.</summary>
    /// <returns>The existing file, else the path where the published one belongs.</returns>
    public string Locate(DatasetFile file, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(file);
        var packed = Path.Combine(dataFolder, Name, file.Name);
        var unpacked = packed[..^".gz".Length];
        return !File.Exists(packed) && File.Exists(unpacked) ? unpacked : packed;
    }

    /// <summary>The files that are not there.</summary>
    public IReadOnlyList<DatasetFile> Missing(string dataFolder) => [.. Files.Where(file => !File.Exists(Locate(file, dataFolder)))];

    /// <summary>
    /// Compares a file with the published digests: that of the packed file or, so that repacked and unpacked copies pass too, that of the content.
    /// </summary>
    public static FileCheck Check(DatasetFile file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!File.Exists(path))
            return FileCheck.Missing;
        using var stream = File.OpenRead(path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (digest == file.Sha256 || digest == file.ContentSha256)
            return FileCheck.Good;
        if (file.ContentSha256 is null) // an unpacked file can then be checked by its size only
            return !path.EndsWith(".gz", StringComparison.Ordinal) && stream.Length == file.ContentBytes ? FileCheck.Good : FileCheck.Wrong;
        stream.Position = 0;
        using var content = new GZipStream(stream, CompressionMode.Decompress);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(content)) == file.ContentSha256 ? FileCheck.Good : FileCheck.Wrong;
        }
        catch (InvalidDataException)
        {
            return FileCheck.Wrong;
        }
    }

    /// <summary>For a person without the files: the command that gets them, and which files to put where when there is no network.</summary>
    public string HowToGet(string dataFolder)
    {
        var missing = Missing(dataFolder);
        if (missing.Count == 0)
            return "";
        var lines = missing.Select(file => string.Create(
            CultureInfo.InvariantCulture,
            $"  {file.Name} ({file.Bytes} bytes, SHA-256 {file.Sha256}) from {Mirrors[0]}{file.Name}"));
        return $"Run 'data get {Name}', or without network put these files into {Path.GetFullPath(Path.Combine(dataFolder, Name))}:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }

    private DatasetSteps Steps(IReadOnlyList<DatasetFile> missing, string dataFolder)
    {
        var folder = Path.GetFullPath(Path.Combine(dataFolder, Name));
        var home = Path.GetDirectoryName(folder)!;
        var isUsual = Path.GetFileName(home) == "data" && File.Exists(Path.Combine(home, "..", "run.sh"));
        return new($"{(isUsual ? "" : $"PLATFORM_DATA={Quoted(home)} ")}./run.sh data get {Name}", [$"mkdir -p {Quoted(folder)} && cd {Quoted(folder)}", .. missing.SelectMany(Fetch)], folder);

        IEnumerable<string> Fetch(DatasetFile file) => [$"curl -fLO {Mirrors[0]}{file.Name}", $"echo '{file.Sha256}  {file.Name}' | sha256sum -c"];

        static string Quoted(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    internal DatasetInfo Describe(string dataFolder)
    {
        var missing = Missing(dataFolder);
        return new(
            Name, Title, missing.Count == 0, [.. missing.Select(file => $"{Name}/{file.Name}")], HowToGet(dataFolder),
            Shape.ToString(), ClassNames.Count, Rows(Files[1]), Rows(Files[3]))
        {
            Steps = missing.Count == 0 ? null : Steps(missing, dataFolder),
        };

        static int Rows(DatasetFile labels) => (int)(labels.ContentBytes - 8);
    }

    /// <summary>Names the content as it lies on disk: paths, sizes and times of change.</summary>
    internal string Stamp(string dataFolder) => string.Join('|', Files.Select(file => FileStamp.Of(Locate(file, dataFolder))));
}
