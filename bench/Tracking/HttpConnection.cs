using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Bench.Tracking;

/// <summary>
/// One kept-alive connection that sends a request and waits for its whole answer, as <c>wrk</c>'s do: no more work for the client than that, so that
/// most of a shared machine is left to the server. Not thread-safe.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _answer = new byte[1 << 16];
    private int _length;

    /// <summary>What came back last, head and body.</summary>
    public ReadOnlySpan<byte> Answer => _answer.AsSpan(0, _length);

    public static async Task<HttpConnection> OpenAsync(Uri server, CancellationToken cancel)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(server.Host, server.Port, cancel);
        return connection;
    }

    /// <summary>The bytes of a request with a JSON body.</summary>
    public static byte[] Post(Uri server, string path, string json) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>The bytes of a request without a body.</summary>
    public static byte[] Get(Uri server, string path) => Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");

    /// <summary>Sends a request and takes its whole answer.</summary>
    /// <exception cref="InvalidOperationException">The answer's status is not 200.</exception>
    public async Task ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancel)
    {
        while (request.Length > 0)
            request = request[await _socket.SendAsync(request, cancel)..];
        _length = 0;
        while (!IsWhole())
        {
            if (_length == _answer.Length)
                Array.Resize(ref _answer, _answer.Length * 2);
            var got = await _socket.ReceiveAsync(_answer.AsMemory(_length), cancel);
            if (got == 0)
                throw new IOException("The server closed the connection.");
            _length += got;
        }
        if (!Answer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException($"The server answered: {Encoding.UTF8.GetString(Answer[..Math.Min(_length, 600)])}");
    }

    public void Dispose() => _socket.Dispose();

    private bool IsWhole()
    {
        var end = Answer.IndexOf(HeadEnd);
        if (end < 0)
            return false;
        var head = Answer[..end];
        var body = _length - end - HeadEnd.Length;
        var field = head.IndexOf("Content-Length: "u8);
        return field >= 0
            ? Utf8Parser.TryParse(head[(field + 16)..], out long length, out _) && body >= length
            : head.IndexOf("chunked"u8) < 0 || Answer.EndsWith(LastChunk);
    }
}
