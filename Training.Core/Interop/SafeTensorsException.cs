namespace Training.Core.Interop;

/// <summary>A safetensors file is damaged or not one; the message names the file and what is wrong.</summary>
public sealed class SafeTensorsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="problem">What is wrong, without the file's name.</param>
    /// <param name="inner">The failure below, if any.</param>
    public SafeTensorsException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string Problem { get; }
}
