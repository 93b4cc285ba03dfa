using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Platform.Testing;

/// <summary>A TCP proxy before a PostgreSQL server that can break off a client's message or swallow the server's answers.</summary>
public sealed class CutProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private long _allowed = long.MaxValue;
    private int _answersToSwallow;

    public CutProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, SslMode = SslMode.Disable,
        }.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>Connects through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many answers have been swallowed.</summary>
    public int Swallowed { get; private set; }

    /// <summary>
    /// Passes on this many more bytes to the server and then nothing, with the connection left open: as from a stopped client. A connection whose message was broken off stays
    /// so, whatever is allowed later.
    /// </summary>
    public void AllowToServer(long bytes) => Interlocked.Exchange(ref _allowed, bytes);

    /// <summary>The next answer of the server is not passed on; its client is cut off instead.</summary>
    public void SwallowNextAnswer() => Interlocked.Exchange(ref _answersToSwallow, 1);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return; // disposed
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient(_server.Host!, _server.Port);
        using (client)
        {
            var toServer = ToServerAsync(client.GetStream(), server.GetStream());
            await Task.WhenAny(toServer, ToClientAsync(server.GetStream(), client.GetStream()));
        }
    }

    private async Task ToServerAsync(NetworkStream client, NetworkStream server)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            var brokenOff = false;
            for (int read; (read = await client.ReadAsync(buffer, _stop.Token)) > 0;)
            {
                if (brokenOff)
                    continue;
                var allowed = Interlocked.Add(ref _allowed, -read) + read;
                brokenOff = allowed < read;
                await server.WriteAsync(buffer.AsMemory(0, (int)Math.Clamp(allowed, 0, read)), _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return; // one side has gone
        }
    }

    private async Task ToClientAsync(NetworkStream server, NetworkStream client)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await server.ReadAsync(buffer, _stop.Token)) > 0;)
            {
                if (Interlocked.Exchange(ref _answersToSwallow, 0) == 1)
                {
                    Swallowed++;
                    return;
                }
                await client.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return; // one side has gone
        }
    }
}
