namespace Training.Core.Data.Images;

/// <summary>One image file: where it lies and what it shows.</summary>
/// <param name="Path">The file's path, or its name within the archive.</param>
/// <param name="Class">The name of the folder that it lies in.</param>
/// <param name="Test">Whether it belongs to the test part.</param>
/// <param name="Archive">The archive that holds it; null for a file of its own.</param>
/// <param name="Offset">Of its first byte in the archive.</param>
/// <param name="Length">In bytes.</param>
internal sealed record ImageEntry(string Path, string Class, bool Test, ImageArchive? Archive, long Offset, long Length)
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>For people.</summary>
    public string Place => Archive is null ? Path : $"{Archive.File}: {Path}";

    /// <summary>Whether a name is that of an image file.</summary>
    public static bool IsImage(string name) => name.Length > 0 && name[0] != '.' && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file's bytes.</summary>
    /// <exception cref="ImageException">It cannot be read.</exception>
    public byte[] Bytes()
    {
        try
        {
            if (Archive is not null)
                return Archive.Read(Offset, (int)Length);
            if (new FileInfo(Path).Length > ImageLimits.FileBytes)
                throw new ImageException($"it has more than {ImageLimits.FileBytes} bytes");
            return File.ReadAllBytes(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(e.Message.TrimEnd('.'));
        }
    }
}
