using System.Runtime.InteropServices;

namespace Platform.Cli.Local;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static class Posix
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Stop = 19;

    public static bool IsRoot => EffectiveUser == 0;

    /// <summary>The number of the user as whom this program acts.</summary>
    public static uint EffectiveUser => geteuid();

    /// <summary>Sends a signal; false when the process is gone or belongs to somebody else.</summary>
    public static bool Signal(int processId, int signal) => kill(processId, signal) == 0;

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
