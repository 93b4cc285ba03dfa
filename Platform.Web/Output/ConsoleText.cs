using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Web.Output;

/// <summary>
/// What a program wrote to its console as lines that can be shown: without escape sequences (colours, cursor), and of a line that was written over by carriage returns only what
/// was seen last, as on a terminal. It is text and nothing else. Only the newest lines are held. Not thread-safe.
/// </summary>
public sealed partial class ConsoleText
{
    /// <summary>Lines that are held.</summary>
    public const int MostLines = 20_000;

    /// <summary>Characters of a line that are held.</summary>
    public const int MostCharacters = 2_000;

    private const int LongestOpenLine = 64 * 1024;

    private readonly List<string> _lines = [];
    private string _open = ""; // the last line, as it was written, until its end comes

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Lines before the first one held.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes what was written next; it may begin and end within a line.</summary>
    public void Append(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        if (written.Length == 0)
            return;
        if (_open.Length > 0)
            _lines.RemoveAt(_lines.Count - 1);
        var parts = (_open + written).Split('\n');
        foreach (var line in parts.AsSpan(0, parts.Length - 1))
            _lines.Add(Seen(line));
        _open = parts[^1];
        if (_open.Length > LongestOpenLine)
            _open = _open[^LongestOpenLine..];
        if (_open.Length > 0)
            _lines.Add(Seen(_open));
        if (_lines.Count <= MostLines)
            return;
        Dropped += _lines.Count - MostLines;
        _lines.RemoveRange(0, _lines.Count - MostLines);
    }

    /// <summary>A line as a terminal without colours shows it in the end.</summary>
    public static string Seen(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var line = written.Contains('\x1b', StringComparison.Ordinal) ? Escapes().Replace(written, "") : written;
        line = line.TrimEnd('\r');
        line = line[(line.LastIndexOf('\r') + 1)..];
        if (line.Length > MostCharacters)
            line = string.Create(CultureInfo.InvariantCulture, $"{line[..MostCharacters]}… ({line.Length - MostCharacters:N0} more)");
        return line.All(c => !char.IsControl(c) || c == '\t') ? line : Printable(line);
    }

    private static string Printable(string line)
    {
        var printable = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            if (!char.IsControl(c) || c == '\t')
                printable.Append(c);
        }
        return printable.ToString();
    }

    // ECMA-48: control sequences (CSI … final), strings that end with BEL or ST (OSC, DCS, PM, APC), other two-character escapes; and what a cut has left of one.
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*(?:[@-~]|$)|[\]P^_].*?(?:\x07|\x1b\\|$)|[ -/]*(?:[0-~]|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}
