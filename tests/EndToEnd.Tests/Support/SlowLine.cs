using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EndToEnd.Tests.Support;

/// <summary>The line between a page and its server, either direction of which can be held up.</summary>
internal sealed class SlowLine
{
    private readonly Lock _gate = new();
    private readonly List<IWebSocketFrame> _answers = [];
    private readonly List<IWebSocketFrame> _events = [];
    private IWebSocketRoute? _page;
    private IWebSocketRoute? _server;
    private bool _holdsAnswers;
    private bool _holdsEvents;

    /// <summary>Takes a page's line over before the page is opened.</summary>
    public static async Task<SlowLine> OfAsync(IPage page)
    {
        var line = new SlowLine();
        await page.RouteWebSocketAsync(new Regex("_blazor", RegexOptions.None, TimeSpan.FromSeconds(1)), line.Connect);
        return line;
    }

    public void HoldAnswers() => Hold(ref _holdsAnswers);

    public void HoldEvents() => Hold(ref _holdsEvents);

    /// <summary>Whether an answer that is held up has this text.</summary>
    public bool HasAnswered(string text)
    {
        lock (_gate)
            return _answers.Exists(frame => Bytes(frame).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
    }

    public void GiveAnswers() => Give(ref _holdsAnswers, _answers, _page!);

    public void GiveEvents() => Give(ref _holdsEvents, _events, _server!);

    private void Connect(IWebSocketRoute page)
    {
        (_page, _server) = (page, page.ConnectToServer());
        page.OnMessage(frame => Pass(frame, _events, ref _holdsEvents, _server));
        _server.OnMessage(frame => Pass(frame, _answers, ref _holdsAnswers, page));
    }

    private void Hold(ref bool holds)
    {
        lock (_gate)
            holds = true;
    }

    private void Pass(IWebSocketFrame frame, List<IWebSocketFrame> held, ref bool holds, IWebSocketRoute to)
    {
        lock (_gate)
        {
            if (holds)
                held.Add(frame);
            else
                Send(frame, to);
        }
    }

    private void Give(ref bool holds, List<IWebSocketFrame> held, IWebSocketRoute to)
    {
        lock (_gate)
        {
            foreach (var frame in held)
                Send(frame, to);
            held.Clear();
            holds = false;
        }
    }

    private static byte[] Bytes(IWebSocketFrame frame) => frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? "");

    private static void Send(IWebSocketFrame frame, IWebSocketRoute to)
    {
        if (frame.Binary is { } bytes)
            to.Send(bytes);
        else
            to.Send(frame.Text ?? "");
    }
}
