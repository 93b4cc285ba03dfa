using System.Text;
using Platform.Core.Artifacts;

namespace Platform.Core.Import;

/// <summary>
/// Reads a folder that others have filled: symbolic links are never followed (the folder itself, which the user named, may be one), nothing above the folder is reached, sizes and depth are bounded,
/// and files without content are not opened (a pipe or device would be one).
/// </summary>
internal sealed class SourceTree(string root, ImportNotes notes)
{
    private const int Deepest = 64;
    private const int MostEntries = 1_000_000; // of one folder

    /// <summary>The folder's own place, whole, without a separator at its end: both spellings are the same source.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Whether a path names a folder that is none behind a link.</summary>
    public static bool IsFolder(string path) => new DirectoryInfo(path) is { Exists: true } folder && !IsLink(folder);

    /// <summary>Whether a path names a file that is none behind a link.</summary>
    public static bool IsFile(string path) => new FileInfo(path) is { Exists: true } file && !IsLink(file);

    /// <summary>Folders directly in a folder, by name.</summary>
    public IEnumerable<string> Folders(string folder) => Entries(folder).OfType<DirectoryInfo>().Select(entry => entry.FullName);

    /// <summary>All files below a folder with their paths in it, by path; a folder that is not there has none.</summary>
    public IEnumerable<(string Path, FileInfo File)> Files(string folder) => (folder == Root ? Directory.Exists(folder) : IsFolder(folder)) ? Below(folder, "", 0) : [];

    /// <summary>Files below a folder as files of a run.</summary>
    public IEnumerable<SourceFile> RunFiles(string folder)
    {
        foreach (var (path, file) in Files(folder))
        {
            if (ArtifactPath.IsValid(path))
                yield return new SourceFile(path, file.Length, () => new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan));
            else
                notes.LeaveOut(Name(file.FullName), $"its path is not {ArtifactPath.Rule}");
        }
    }

    /// <summary>Small files below a folder as texts by path, such as parameters and tags.</summary>
    /// <param name="mostBytes">Longer ones are left out.</param>
    public Dictionary<string, string> Texts(string folder, int mostBytes)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, file) in Files(folder))
        {
            if (Text(file, mostBytes) is { } text)
                texts[path] = text;
        }
        return texts;
    }

    /// <summary>A small file's text; null, with a note, when it is too long or cannot be read.</summary>
    public string? Text(FileInfo file, int mostBytes)
    {
        try
        {
            if (file.Length == 0)
                return "";
            if (file.Length > mostBytes)
            {
                notes.LeaveOut(Name(file.FullName), $"has {file.Length} bytes; at most {mostBytes} are read");
                return null;
            }
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file.FullName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            notes.LeaveOut(Name(file.FullName), error is DecoderFallbackException ? "is no UTF-8 text" : $"cannot be read: {error.Message}");
            return null;
        }
    }

    /// <summary>A path as it is named in notes: below the root where it is there.</summary>
    public string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private IEnumerable<(string Path, FileInfo File)> Below(string folder, string prefix, int depth)
    {
        foreach (var entry in Entries(folder))
        {
            var path = prefix.Length == 0 ? entry.Name : $"{prefix}/{entry.Name}";
            if (entry is FileInfo file)
                yield return (path, file);
            else if (depth == Deepest)
                notes.LeaveOut(Name(entry.FullName), $"lies deeper than {Deepest} folders");
            else
            {
                foreach (var below in Below(entry.FullName, path, depth + 1))
                    yield return below;
            }
        }
    }

    private List<FileSystemInfo> Entries(string folder)
    {
        var entries = new List<FileSystemInfo>();
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (IsLink(entry))
                    notes.LeaveOut(Name(entry.FullName), "is a symbolic link; links are not followed");
                else if (entries.Count < MostEntries)
                    entries.Add(entry);
                else
                    notes.LeaveOut(Name(folder), $"has more than {MostEntries} entries");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            notes.LeaveOut(Name(folder), $"cannot be read: {error.Message}");
        }
        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return entries;
    }

    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
