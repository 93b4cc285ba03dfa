using System.Text;

namespace Platform.Cli.Local;

/// <summary>The end of a log file, for error messages.</summary>
internal static class LogTail
{
    private const int Bytes = 4096;
    private const int Lines = 12;

    public static string Read(string file)
    {
        if (!File.Exists(file)) return "(no log was written)";
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(Bytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(Environment.NewLine, lines.TakeLast(Lines).Select(line => "  " + line));
    }
}
