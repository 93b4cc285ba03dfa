using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Platform.Web.Tests.Client;

/// <summary>A tracking server at a socket that is well, but reads what is uploaded to it only a block at a time, as it is told to.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    /// <summary>Bytes of a block; more than lies in all buffers on the way.</summary>
    public const int Block = 1 << 20;

    private const int Buffer = 1 << 16;
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _blocks = new(0);
    private long _read;
    private int _begun;

    private SlowServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MaxRequestBufferSize) = (null, null, 2 * Buffer);
        }).UseSockets(sockets =>
        {
            sockets.MaxReadBufferSize = 2 * Buffer;
            sockets.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.ReceiveBufferSize = Buffer;
                return socket;
            };
        });
        _app = builder.Build();
        const string api = "/api/2.0/mlflow/";
        _app.MapGet(api + "experiments/get-by-name", () => Json("""{"experiment": {"experiment_id": "1"}}"""));
        _app.MapGet(api + "runs/get", () => Json("""{"run": {"info": {"artifact_uri": "mlflow-artifacts:/1/run/artifacts"}}}"""));
        foreach (var write in new[] { "runs/create", "runs/log-batch", "runs/update" })
            _app.MapPost(api + write, () => Json("{}"));
        _app.MapPut("/api/2.0/mlflow-artifacts/artifacts/{**path}", ReadAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Uploads that began.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Bytes of uploads that were read.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Sizes of the uploads that came whole.</summary>
    public ConcurrentQueue<long> Whole { get; } = new();

    public static async Task<SlowServer> StartAsync()
    {
        var server = new SlowServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Lets blocks be read.</summary>
    public void Go(int blocks) => _blocks.Release(blocks);

    /// <summary>A way to it on which little is under way.</summary>
    public static SocketsHttpHandler Narrow() => new()
    {
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = Buffer };
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _blocks.Dispose();
    }

    private async Task ReadAsync(HttpContext context)
    {
        Interlocked.Increment(ref _begun);
        var block = new byte[Block];
        var size = 0L;
        int read;
        do
        {
            await _blocks.WaitAsync(context.RequestAborted);
            read = await context.Request.Body.ReadAtLeastAsync(block, Block, throwOnEndOfStream: false, context.RequestAborted);
            Interlocked.Add(ref _read, read);
            size += read;
        }
        while (read == Block);
        Whole.Enqueue(size);
        await context.Response.WriteAsync("{}", context.RequestAborted);
    }

    private static IResult Json(string text) => Results.Text(text, "application/json");
}
