namespace Training.Core;

/// <summary>A checkpoint cannot be used. The message says what was expected and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Names the file and the reason.</summary>
    public CheckpointException(string file, string message, Exception? inner = null)
        : base($"Checkpoint {file}: {message}", inner) => File = file;

    /// <summary>Path of the refused file.</summary>
    public string File { get; }
}
