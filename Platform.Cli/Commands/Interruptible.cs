namespace Platform.Cli.Commands;

/// <summary>Work that cannot be cancelled, for commands that the user can stop nevertheless.</summary>
internal static class Interruptible
{
    /// <summary>Does the work beside; when the user stops the command it is left behind, and ends with the process.</summary>
    /// <exception cref="OperationCanceledException">The user stopped the command.</exception>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel) => Task.Run(work, CancellationToken.None).WaitAsync(cancel);
}
