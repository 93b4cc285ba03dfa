using Platform.Core.Checkpoints;

namespace Platform.Silo.Startup;

/// <summary>Makes the shared folder ready before anything is trained.</summary>
public static class HomeFolder
{
    // Longer than any save takes: what is older was left by a silo that died.
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    /// <summary>Creates the folder, proves that it can be written to, and clears out what dead silos left half-written.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be used; says why and what to do.</exception>
    public static void Prepare(string home, DateTimeOffset now)
    {
        try
        {
            var staging = new DirectoryInfo(CheckpointStore.In(home).StagingFolder());
            var probe = Path.Combine(staging.FullName, $".probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            foreach (var left in staging.EnumerateFileSystemInfos().Where(entry => now.UtcDateTime - entry.LastWriteTimeUtc > Stale))
            {
                if (left is DirectoryInfo folder)
                    folder.Delete(recursive: true);
                else
                    left.Delete(); // weights that were being taken in
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"PLATFORM_HOME: {error.Message} Name a folder that this user may write to.", error);
        }
    }
}
