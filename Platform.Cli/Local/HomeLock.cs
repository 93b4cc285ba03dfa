namespace Platform.Cli.Local;

/// <summary>Held by the one process that runs a home's platform; the kernel lets it go when the process dies.</summary>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or answers null when somebody holds it.</summary>
    /// <exception cref="CliException">The home cannot be written to.</exception>
    public static HomeLock? TryTake(string home)
    {
        try
        {
            Directory.CreateDirectory(home);
            return new(new FileStream(Path.Combine(home, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CliException($"Cannot write to the platform's home {home}: {e.Message} Set PLATFORM_HOME to a folder of yours.", ExitCodes.Unreachable, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CliException($"Cannot make the platform's home {home}: {e.Message}", ExitCodes.Unreachable, e);
        }
        // Linux says "resource temporarily unavailable" (11) for a held lock; anything else (a full disk, say) is a real error.
        catch (IOException e) when (e.HResult == 11)
        {
            return null;
        }
        catch (IOException e)
        {
            throw new CliException($"Cannot use the platform's home {home}: {e.Message}", ExitCodes.Unreachable, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
