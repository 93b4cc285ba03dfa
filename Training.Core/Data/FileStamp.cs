using System.Globalization;

namespace Training.Core.Data;

/// <summary>Names a file's content as it lies on disk, without reading it.</summary>
internal static class FileStamp
{
    /// <summary>Path, size and time of change; the path alone when the file is not there.</summary>
    public static string Of(string path)
    {
        var info = new FileInfo(Path.GetFullPath(path));
        return info.Exists ? string.Create(CultureInfo.InvariantCulture, $"{info.FullName}:{info.Length}:{info.LastWriteTimeUtc.Ticks}") : info.FullName;
    }
}
