using System.Text;

namespace Platform.Web.Reports;

/// <summary>Cuts a report's text into Markdown and blocks. Pure.</summary>
public static class ReportText
{
    /// <summary>Blocks that a report draws; later ones are shown with a word that they are too many.</summary>
    public const int MostBlocks = 40;

    private static readonly string[] Kinds = ["chart", "runs", "model"];

    /// <summary>The parts in their order.</summary>
    public static IReadOnlyList<ReportSegment> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var segments = new List<ReportSegment>();
        var (markdown, inside) = (new StringBuilder(), new StringBuilder());
        string? kind = null; // of the block that is open
        string? fence = null; // of any other code that is open
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (kind is not null)
            {
                if (line.Trim() == "```")
                    Close();
                else
                    inside.Append(line).Append('\n');
                continue;
            }
            var mark = Fence(line);
            if (fence is not null)
                fence = mark is { } end && end.StartsWith(fence, StringComparison.Ordinal) && line.Trim() == end ? null : fence;
            else if (mark == "```" && Kinds.Contains(line.Trim()[3..].Trim(), StringComparer.Ordinal))
            {
                kind = line.Trim()[3..].Trim();
                Flush();
                continue;
            }
            else
                fence = mark;
            markdown.Append(line).Append('\n');
        }
        if (kind is not null)
            Close();
        Flush();
        return segments;

        void Flush()
        {
            if (markdown.ToString() is var written && !string.IsNullOrWhiteSpace(written))
                segments.Add(new ReportSegment(written, null, null, 0));
            markdown.Clear();
        }

        void Close()
        {
            number++;
            var source = inside.ToString();
            var (block, problem) = number > MostBlocks ? (null, $"A report draws at most {MostBlocks} blocks; move some to another report.") : ReportBlockYaml.Read(kind!, source);
            segments.Add(new ReportSegment(source, block, problem, number));
            (kind, _) = (null, inside.Clear());
        }
    }

    private static string? Fence(string line)
    {
        var trimmed = line.TrimStart();
        if (line.Length - trimmed.Length > 3 || trimmed.Length < 3 || trimmed[0] is not ('`' or '~'))
            return null;
        var length = trimmed.TakeWhile(c => c == trimmed[0]).Count();
        return length >= 3 ? trimmed[..length] : null;
    }
}
