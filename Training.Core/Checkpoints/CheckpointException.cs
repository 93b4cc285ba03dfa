namespace Training.Core;

/// <summary>A checkpoint cannot be used. The message says what was expected and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Names the file and the reason.</summary>
    public CheckpointException(string file, string message, Exception? inner = null)
        : base($"Checkpoint {file}: {message}", inner) => File = file;

    /// <summary>Path of the refused file.</summary>
    public string File { get; }

    /// <summary>The message with the file's name, which is its digest, in place of where it lies: for answers over HTTP, pages and events.</summary>
    public string Told
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(File);
            return Message.Replace(Path.GetFullPath(File), name, StringComparison.Ordinal).Replace(File, name, StringComparison.Ordinal);
        }
    }
}
