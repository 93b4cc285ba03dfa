using System.Runtime.InteropServices;

namespace Platform.Testing;

/// <summary>The processor time of a thread, which does not go on while others have the processor.</summary>
public static class ThreadTime
{
    private const int OfThread = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>What the calling thread has used since it began.</summary>
    public static TimeSpan Used() => clock_gettime(OfThread, out var used) == 0
        ? new TimeSpan((used.Seconds * TimeSpan.TicksPerSecond) + (used.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : throw new InvalidOperationException("The kernel does not tell this thread's processor time.");

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out Instant time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instant
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
