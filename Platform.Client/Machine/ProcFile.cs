namespace Platform.Client.Machine;

/// <summary>Files of Linux's /proc. One that is not there or not readable has no lines.</summary>
internal static class ProcFile
{
    public static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
