using Platform.Core.Telemetry;
using Platform.Web.Output;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Output;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;a title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bPdevice\u001b\\x\u001b(By\u001b7z", "xyz")]
    [InlineData("\u001b[38;2;1;2;3", "")] // cut in the middle of a sequence
    [InlineData("\u001b[2K 10%\r 20%\r", " 20%")]
    [InlineData("a\tb\u0008\u0007", "a\tb")]
    [InlineData("windows\r", "windows")]
    public void A_line_is_shown_as_a_terminal_without_colours_shows_it(string written, string seen) => Assert.Equal(seen, ConsoleText.Seen(written));

    [Fact]
    public void Lines_and_sequences_may_be_cut_anywhere()
    {
        const string Written = "one\n\u001b[32mtwo\u001b[0m\r\n 50%\r100%\nlast";
        for (var cut = 0; cut <= Written.Length; cut++)
        {
            var text = new ConsoleText();
            text.Append(Written[..cut]);
            text.Append(Written[cut..]);
            Assert.Equal(["one", "two", "100%", "last"], text.Lines);
        }
    }

    [Fact]
    public void Only_the_newest_lines_are_held_and_long_ones_are_cut()
    {
        var text = new ConsoleText();
        for (var part = 0; part < 3; part++)
            text.Append(string.Concat(Enumerable.Range(part * 10_000, 10_000).Select(i => $"{i}\n")));
        text.Append(new string('x', ConsoleText.MostCharacters + 5));

        Assert.Equal((ConsoleText.MostLines, 10_001), (text.Lines.Count, text.Dropped));
        Assert.EndsWith("x… (5 more)", text.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(5, 0, "5 lines before it")]
    [InlineData(5, 3_000_000, "3 MB and 5 lines before it")]
    public async Task What_is_not_held_is_said(int dropped, long leftOut, string? said)
    {
        var text = new ConsoleText();
        text.Append(string.Concat(Enumerable.Range(0, ConsoleText.MostLines + dropped).Select(i => $"{i}\n")));
        var body = await PageRenderer.RenderAsync<ConsolePane>(
            (nameof(ConsolePane.Title), "Console"), (nameof(ConsolePane.Text), text), (nameof(ConsolePane.Download), "x"), (nameof(ConsolePane.LeftOut), leftOut));
        Assert.Equal(said is null ? null : $"Shown is the end; {said} are in the download.", body.QuerySelector("[data-left-out]")?.Words());
    }

    [Fact]
    public void A_silos_lines_say_when_how_serious_and_what()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        var logged = new TrialOutputLogged("silo-a", [new OutputLine(at, "warning", "slow"), new OutputLine(at, "error", "it broke\nat X")], 2, at);
        Assert.Equal(
            "… 2 lines were left out: they came too fast …\n2026-01-02 03:04:05.678 warning     slow\n2026-01-02 03:04:05.678 error       it broke\n    at X\n", TrialLogText.Of(logged));
    }

    [Fact]
    public async Task Markup_in_the_output_is_text()
    {
        var text = new ConsoleText();
        text.Append("<img src=x onerror=alert(1)>\n");
        var body = await PageRenderer.RenderAsync<ConsolePane>((nameof(ConsolePane.Title), "Console"), (nameof(ConsolePane.Text), text), (nameof(ConsolePane.Download), "x"));
        Assert.Empty(body.QuerySelectorAll("img"));
    }
}
