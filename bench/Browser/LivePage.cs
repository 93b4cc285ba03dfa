using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Bench.Browser;

/// <summary>
/// A page that is open without a browser: it fetches the document, opens the page's circuit as Blazor's script does, answers every call of the server as an
/// empty window would, and acknowledges every drawing.
/// </summary>
internal sealed partial class LivePage : IAsyncDisposable
{
    private const int ReferenceWanted = 1; // JSCallResultType.JSObjectReference

    private static ReadOnlySpan<byte> Failed => "This page could not be shown"u8; // what is drawn instead of a page that failed

    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _drawings;
    private long _bytes;
    private int _references;
    private string? _problem;

    private LivePage(Uri server)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "_blazor"), options =>
        {
            options.Headers["Origin"] = server.GetLeftPart(UriPartial.Authority);
            options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        });
        builder.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        _connection = builder.Build();
        _connection.On("JS.BeginInvokeJS", [typeof(long), typeof(string), typeof(string), typeof(int), typeof(long), typeof(int)], AnswerAsync, this);
        _connection.On("JS.RenderBatch", [typeof(int), typeof(byte[])], DrawnAsync, this);
        _connection.On("JS.Error", [typeof(string)], FailAsync, this);
        _connection.On<int, string>("JS.AttachComponent", (_, _) => { });
        _connection.Closed += error =>
        {
            _problem ??= error?.Message ?? "The server closed the page's connection.";
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Drawings that were received and acknowledged.</summary>
    public long Drawings => Interlocked.Read(ref _drawings);

    /// <summary>Their size.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What ended or broke the page; null while it is well.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Opens a page.</summary>
    /// <exception cref="InvalidOperationException">The document holds no interactive component.</exception>
    public static async Task<LivePage> OpenAsync(HttpClient http, Uri server, string path, CancellationToken cancel)
    {
        var address = new Uri(server, path);
        var markers = Markers(await http.GetStringAsync(address, cancel));
        var page = new LivePage(server);
        try
        {
            await page._connection.StartAsync(cancel);
            var circuit = await page._connection.InvokeAsync<string?>("StartCircuit", server.ToString(), address.ToString(), "[]", "", cancel)
                ?? throw new InvalidOperationException($"The server started no circuit for {address}.");
            if (circuit.Length == 0)
                throw new InvalidOperationException($"The server started no circuit for {address}.");
            var operations = markers.Select((marker, i) => new { type = "add", ssrComponentId = i + 1, marker });
            await page._connection.SendAsync("UpdateRootComponents", JsonSerializer.Serialize(new { batchId = 1, operations }), "", cancel);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static List<JsonElement> Markers(string document)
    {
        var markers = Marker().Matches(document).Select(found => JsonElement.Parse(found.Groups[1].Value)).ToList();
        return markers.Count > 0 ? markers : throw new InvalidOperationException("The document holds no interactive component.");
    }

    // A window without content: modules load, the visitor has no name, there is a place for every board, and nothing else has an answer.
    private static async Task AnswerAsync(object?[] call, object state)
    {
        var page = (LivePage)state;
        var (handle, name, wanted) = ((long)call[0]!, (string)call[1]!, (int)call[3]!);
        var result = wanted == ReferenceWanted ? $$"""{"__jsObjectId":{{Interlocked.Increment(ref page._references)}}}"""
            : name == "platformVisitor" ? """{"name":"bench","timeZone":"UTC","theme":"system"}"""
            : name == "open" ? "true"
            : "null";
        if (handle != 0)
            await page._connection.SendAsync("EndInvokeJSFromDotNet", handle, true, $"[{handle},true,{result}]");
    }

    private static Task DrawnAsync(object?[] call, object state)
    {
        var page = (LivePage)state;
        var drawing = (byte[])call[1]!;
        Interlocked.Increment(ref page._drawings);
        Interlocked.Add(ref page._bytes, drawing.Length);
        if (drawing.AsSpan().IndexOf(Failed) >= 0)
            Volatile.Write(ref page._problem, "The page could not be shown: the server's log says why.");
        return page._connection.SendAsync("OnRenderCompleted", Convert.ToInt64(call[0], System.Globalization.CultureInfo.InvariantCulture), null);
    }

    private static Task FailAsync(object?[] call, object state)
    {
        Volatile.Write(ref ((LivePage)state)._problem, (string?)call[0] ?? "The server reported an error without words.");
        return Task.CompletedTask;
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marker();
}
