namespace Platform.Cli.Commands;

/// <summary>Sweep files as they are sent: the server reads and checks them.</summary>
internal static class SweepText
{
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static string Read(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Cannot read the sweep file {file.FullName}: {e.Message}", inner: e);
        }
    }

    public static string MediaType(FileInfo file) =>
        string.Equals(file.Extension, ".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : "application/yaml";
}
