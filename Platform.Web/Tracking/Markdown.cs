using System.Net;
using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Platform.Web.Tracking;

/// <summary>
/// Markdown from anybody as HTML that can do nothing: its own HTML is shown as text, links lead only to web pages, mail and places on this server, and
/// pictures from elsewhere become links, because a page must not tell other servers who reads it.
/// </summary>
public static class Markdown
{
    private const int Longest = 300_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseTaskLists().UseAutoLinks().Build();

    /// <summary>The text as HTML; of a very long one the beginning. A text that is nested too deeply to be laid out is shown as it was written.</summary>
    public static string ToHtml(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = text.Length <= Longest ? text : text[..Longest];
        try
        {
            return Render(shown);
        }
        catch (ArgumentException)
        {
            // Markdig refuses elements nested more than 128 deep in this way.
            return $"<pre>{WebUtility.HtmlEncode(shown)}</pre>";
        }
    }

    private static string Render(string text)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            if (!IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
                (link.Url, link.GetDynamicUrl) = ("", null);
        }
        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail && !IsSafe(link.Url)))
            link.Url = "";
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static bool IsSafe(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Any(char.IsControl))
            return false;
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || address.AsSpan(0, colon).IndexOfAny('/', '?', '#') >= 0)
            return true;
        return address[..colon].ToLowerInvariant() is "http" or "https" or "mailto";
    }
}
