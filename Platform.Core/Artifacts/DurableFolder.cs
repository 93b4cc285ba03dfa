using System.Runtime.InteropServices;

namespace Platform.Core.Artifacts;

/// <summary>Makes names in a folder survive a power cut: a rename is durable once the folder is. .NET opens no folders.</summary>
internal static class DurableFolder
{
    private const int ReadOnly = 0;

    /// <summary>Makes a folder, if it is not there, and its name durable.</summary>
    public static void Create(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent)
            Flush(parent);
    }

    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"Cannot open the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            if (fsync(descriptor) != 0)
                throw new IOException($"Cannot flush the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
