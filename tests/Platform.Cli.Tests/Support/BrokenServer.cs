using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Cli.Tests.Support;

/// <summary>A web server that resets each connection in the middle of its answer.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public BrokenServer()
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
        _serving = ServeAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var request = new byte[8192];
                while (await stream.ReadAsync(request) is > 0 and var read && !Encoding.ASCII.GetString(request, 0, read).EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    // The request has not come whole yet.
                }
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + new string('x', 1000)));
                await stream.FlushAsync();
                client.Client.LingerState = new LingerOption(true, 0);
                client.Client.Close(); // resets the connection; the client's own way of closing would end it in order first
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException or IOException)
        {
            // The listener was stopped, or the client has gone.
        }
    }
}
