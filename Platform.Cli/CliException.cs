namespace Platform.Cli;

/// <summary>A failure that the user can act on: its message goes to standard error and the process ends with <see cref="ExitCode"/>.</summary>
public sealed class CliException : Exception
{
    public CliException(string message, int exitCode = ExitCodes.Failed, Exception? inner = null) : base(message, inner) => ExitCode = exitCode;

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; }
}
