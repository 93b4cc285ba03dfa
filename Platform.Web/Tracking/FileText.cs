using System.Text;
using System.Text.Json;

namespace Platform.Web.Tracking;

/// <summary>What of a file is shown, decided by its first bytes and its name. Nothing in it is ever run.</summary>
public static class FileText
{
    /// <summary>Bytes of a file that are read for its preview.</summary>
    public const int MostBytes = 256 * 1024;

    private const int MostRows = 200;
    private const int MostColumns = 50;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file's beginning; null if it is no UTF-8 text. A character that was cut at the end is left out.</summary>
    public static string? Read(ReadOnlySpan<byte> beginning)
    {
        if (beginning.Contains((byte)0))
            return null;
        if (beginning is [0xEF, 0xBB, 0xBF, ..])
            beginning = beginning[3..];
        var cut = 0;
        while (cut < 3 && cut < beginning.Length && (beginning[^(cut + 1)] & 0xC0) == 0x80)
            cut++;
        if (cut < beginning.Length && (beginning[^(cut + 1)] & 0xC0) == 0xC0 && Width(beginning[^(cut + 1)]) > cut + 1)
            beginning = beginning[..^(cut + 1)];
        try
        {
            return Strict.GetString(beginning);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A JSON text indented; any other text as it is.</summary>
    public static string Json(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().TrimStart() is not (['{', ..] or ['[', ..]))
            return text;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>The first rows of a table (RFC 4180: quotes around what holds separators, quotes or line ends), each with its first cells.</summary>
    /// <returns>The rows, and the cells that the longest of them has in the file.</returns>
    public static (IReadOnlyList<IReadOnlyList<string>> Rows, int Columns) Table(string text, char separator)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (cells, columns) = (0, 0);
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i <= text.Length && rows.Count < MostRows; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (c == '"' && cell.Length == 0)
                quoted = true;
            else if (c == separator || c == '\n')
            {
                columns = Math.Max(columns, ++cells);
                if (row.Count < MostColumns)
                    row.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (c == '\n')
                {
                    if (row.Count > 1 || row[0].Length > 0)
                        rows.Add(row);
                    (row, cells) = ([], 0);
                }
            }
            else
                cell.Append(c);
        }
        return (rows, columns);
    }

    private static int Width(byte first) => first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
}
