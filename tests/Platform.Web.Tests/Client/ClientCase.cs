using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Client;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>A client, the real server, and a line between them that can be cut.</summary>
public abstract class ClientCase : IClassFixture<WebServer>, IAsyncLifetime
{
    /// <summary>How long a program waits at its end for a server that does not come.</summary>
    private protected static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private protected ClientCase(WebServer web)
    {
        Web = web;
        Line = new Line(web.Handler());
    }

    private protected WebServer Web { get; }

    private protected Line Line { get; }

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("platform-spool-").FullName;

    private protected ConcurrentQueue<TrackingProblem> Problems { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Line.Dispose();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected TrackingOptions Options(TimeSpan? systemMetrics = null, TimeSpan? farewell = null) => new()
    {
        Server = new Uri("http://localhost"), SpoolFolder = Folder, Gather = TimeSpan.FromMilliseconds(20), Farewell = farewell ?? TimeSpan.FromSeconds(60), SystemMetrics = systemMetrics, OnProblem = Problems.Enqueue,
    };

    private protected TrackingClient Client(TimeSpan? systemMetrics = null, TimeSpan? farewell = null) => new(Options(systemMetrics, farewell), Line);

    private protected string[] SpoolFiles() => Directory.GetFiles(Options().SpoolFolder, "*.jsonl", SearchOption.AllDirectories);

    private protected static void Log(TrackingRun run, int from, int to)
    {
        for (var step = from; step < to; step++)
            run.LogMetric("loss", step * 0.5, step);
    }

    private protected async Task<JsonElement> RunAsync(string id) => (await Web.GetAsync($"/api/2.0/mlflow/runs/get?run_id={id}")).GetProperty("run");

    private protected async Task<List<JsonElement>> HistoryAsync(string id, string key) =>
        [.. (await Web.GetAsync($"/api/2.0/mlflow/metrics/get-history?run_id={id}&metric_key={Uri.EscapeDataString(key)}")).GetProperty("metrics").EnumerateArray()];

    private protected async Task<byte[]> FileAsync(string id, string path)
    {
        var root = (await RunAsync(id)).GetProperty("info").Text("artifact_uri")!.Replace("mlflow-artifacts:/", "", StringComparison.Ordinal);
        return await Web.Http.GetByteArrayAsync($"/api/2.0/mlflow-artifacts/artifacts/{root}/{path}");
    }

    private protected static string? Value(JsonElement run, string kind, string key) =>
        run.GetProperty("data").GetProperty(kind).EnumerateArray().Where(pair => pair.Text("key") == key).Select(pair => pair.Text("value")).SingleOrDefault();
}
