namespace Training.Core.Data;

/// <summary>A data set is unknown, missing or corrupt. The message names the file and place, what was expected and found, and the remedy.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="dataset">The data set's name.</param>
    /// <param name="file">The offending file, or null when no single file is to blame.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The failure below, if any.</param>
    public DatasetException(string dataset, string? file, string message, Exception? inner = null)
        : base(message, inner)
    {
        Dataset = dataset;
        File = file;
    }

    /// <summary>The data set's name.</summary>
    public string Dataset { get; }

    /// <summary>The offending file, or null.</summary>
    public string? File { get; }
}
