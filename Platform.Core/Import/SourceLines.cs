using System.Runtime.CompilerServices;
using System.Text;

namespace Platform.Core.Import;

/// <summary>Reads a text line by line without ever holding more than one line of bounded length.</summary>
internal static class SourceLines
{
    private const int Block = 64 * 1024;

    /// <summary>The lines without their ends; null stands for one that is too long or no UTF-8.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="mostBytes">Of a line.</param>
    public static async IAsyncEnumerable<string?> ReadAsync(Stream stream, int mostBytes, [EnumeratorCancellation] CancellationToken stop)
    {
        var block = new byte[Block];
        using var line = new MemoryStream();
        var tooLong = false;
        int read;
        while ((read = await stream.ReadAsync(block, stop)) > 0)
        {
            var at = 0;
            while (at < read)
            {
                var end = Array.IndexOf(block, (byte)'\n', at, read - at);
                var part = (end < 0 ? read : end) - at;
                tooLong |= line.Length + part > mostBytes;
                if (!tooLong)
                    line.Write(block, at, part);
                at += part + 1;
                if (end < 0)
                    break;
                yield return Take(line, ref tooLong);
            }
        }
        if (line.Length > 0 || tooLong)
            yield return Take(line, ref tooLong);
    }

    private static string? Take(MemoryStream line, ref bool tooLong)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        if (bytes is [.., (byte)'\r'])
            bytes = bytes[..^1];
        var text = tooLong || !System.Text.Unicode.Utf8.IsValid(bytes) ? null : Encoding.UTF8.GetString(bytes);
        line.SetLength(0);
        tooLong = false;
        return text;
    }
}
