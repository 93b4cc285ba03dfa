using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Client.Delivery;

/// <summary>Tells entries to the server in MLflow's REST protocol (version 2.0). Thread-safe.</summary>
internal sealed class TrackingWire : IDisposable
{
    private const string Api = "api/2.0/mlflow/";
    private const string Missing = "RESOURCE_DOES_NOT_EXIST", Exists = "RESOURCE_ALREADY_EXISTS";
    private const string Artifacts = "api/2.0/mlflow-artifacts/artifacts/";
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private const double SlowDisk = 10_000_000; // bytes a second: the server answers an upload once it is safe on its disk
    private readonly TrackingOptions _options;
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _experiments = new(StringComparer.Ordinal); // identities by name
    private readonly Lock _gate = new();

    public TrackingWire(TrackingOptions options, HttpMessageHandler? handler = null)
    {
        _options = options;
        var address = options.Server.AbsoluteUri;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }, disposeHandler: handler is null)
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"), Timeout = Timeout.InfiniteTimeSpan, // each request has its own patience
        };
    }

    /// <summary>Sends one entry of a run. Of an upload <paramref name="moved"/> is told how many bytes are on their way, and how much longer than usual what comes next may take.</summary>
    public async Task<SendResult> SendAsync(string runId, Entry entry, Action<long, TimeSpan>? moved, CancellationToken stop)
    {
        try
        {
            return entry switch
            {
                CreateEntry create => await CreateAsync(runId, create, stop),
                BatchEntry batch => Judge(await PostAsync("runs/log-batch", writer => MlflowJson.Batch(writer, runId, batch), stop)),
                ArtifactEntry artifact => await UploadAsync(runId, artifact, moved, stop),
                TextEntry text => await UploadAsync(runId, text.Path, new MemoryStream(Encoding.UTF8.GetBytes(text.Text)), moved, stop),
                EndEntry end => Judge(await PostAsync("runs/update", writer => MlflowJson.End(writer, runId, end), stop)),
                _ => throw new InvalidOperationException($"{entry.GetType().Name} cannot be sent."),
            };
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Nothing that happens on the way says that the entry is wrong.
            return error switch
            {
                OperationCanceledException => new SendResult(SendOutcome.Away, "The server did not answer in time."),
                HttpRequestException => new SendResult(SendOutcome.Away, error.Message),
                _ => new SendResult(SendOutcome.Later, error.Message),
            };
        }
    }

    /// <summary>Whether a run takes anything: false when the server says that there is none, or that it is deleted.</summary>
    public async Task<bool> TakesAsync(string runId, CancellationToken stop)
    {
        try
        {
            var run = await GetAsync($"{Api}runs/get?run_id={runId}", stop);
            return Judge(run).Outcome != SendOutcome.Refused && !MlflowJson.IsDeletedRun(run.Body);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return true; // not said; whatever is sent next meets the same
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<SendResult> CreateAsync(string runId, CreateEntry create, CancellationToken stop)
    {
        var (found, experiment) = await ExperimentAsync(create.Experiment, stop);
        if (experiment is null)
            return found;
        var result = Judge(await PostAsync("runs/create", writer => MlflowJson.Create(writer, runId, experiment, create), stop));
        if (result.Outcome == SendOutcome.Refused)
        {
            lock (_gate)
                _experiments.Remove(create.Experiment); // perhaps it is not there any more
        }
        return result;
    }

    // Looked up, else made; made by somebody else meanwhile, looked up again.
    private async Task<(SendResult Result, string? Id)> ExperimentAsync(string name, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_experiments.TryGetValue(name, out var known))
                return (new SendResult(SendOutcome.Taken), known);
        }
        var path = $"{Api}experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}";
        var answer = await GetAsync(path, stop);
        if (answer.Status == HttpStatusCode.NotFound && MlflowJson.Error(answer.Body).Code == Missing)
        {
            var made = await PostAsync("experiments/create", writer => writer.WriteString("name", name), stop);
            answer = made.Status == HttpStatusCode.BadRequest && MlflowJson.Error(made.Body).Code == Exists ? await GetAsync(path, stop) : made;
        }
        if (Judge(answer) is { Outcome: not SendOutcome.Taken } bad)
            return (bad, null);
        if (MlflowJson.ExperimentId(answer.Body) is not { } id)
            return (NotUnderstood("names no experiment"), null);
        lock (_gate)
            _experiments[name] = id;
        return (new SendResult(SendOutcome.Taken), id);
    }

    private async Task<SendResult> UploadAsync(string runId, ArtifactEntry artifact, Action<long, TimeSpan>? moved, CancellationToken stop)
    {
        if (!File.Exists(artifact.File))
            return new SendResult(SendOutcome.Refused, $"The file {artifact.File} is not there any more.");
        await using var file = new FileStream(artifact.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await UploadAsync(runId, artifact.Path, file, moved, stop);
    }

    private async Task<SendResult> UploadAsync(string runId, string name, Stream content, Action<long, TimeSpan>? moved, CancellationToken stop)
    {
        var run = await GetAsync($"{Api}runs/get?run_id={runId}", stop);
        if (Judge(run) is { Outcome: not SendOutcome.Taken } bad)
            return bad;
        if (MlflowJson.ArtifactUri(run.Body) is not { } uri)
            return NotUnderstood("does not say where the run's artefacts lie");
        if (MlflowJson.UploadRoot(uri) is not { } root)
            return new SendResult(SendOutcome.Refused, $"The run's artefacts are not kept by the server but at {uri}, the place of its experiment.");
        var path = string.Join('/', $"{root}/{name}".Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
        try
        {
            var result = Judge(await PutAsync(Artifacts + path, content, moved, stop));
            return result.Outcome == SendOutcome.Later ? new SendResult(SendOutcome.Later, $"The artefact {name} was not taken: {result.Message}", Alone: true) : result;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // The server is there, it has just said where to. Perhaps it is this upload alone.
            return new SendResult(SendOutcome.Later, error is HttpRequestException ? $"The artefact {name} was not taken: {error.Message}" : $"The upload of {name} came to a halt.", Alone: true);
        }
    }

    // However large the file and slow the line: only while nothing moves the time counts.
    private Task<Answer> PutAsync(string path, Stream content, Action<long, TimeSpan>? moved, CancellationToken stop) => AskAsync(async (patience, token) =>
    {
        var length = content.Length;
        using var body = new UploadBody(content, sent =>
        {
            var more = sent == length ? TimeSpan.FromSeconds(length / SlowDisk) : TimeSpan.Zero;
            patience.Moved(more);
            moved?.Invoke(sent, more);
        });
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await _http.PutAsync(new Uri(path, UriKind.Relative), body, token);
    }, stop);

    private Task<Answer> GetAsync(string path, CancellationToken stop) => AskAsync((_, token) => _http.GetAsync(new Uri(path, UriKind.Relative), token), stop);

    private Task<Answer> PostAsync(string endpoint, Action<Utf8JsonWriter> write, CancellationToken stop) => AskAsync(async (_, token) =>
    {
        using var content = new ByteArrayContent(MlflowJson.Body(write));
        content.Headers.ContentType = Json;
        return await _http.PostAsync(new Uri(Api + endpoint, UriKind.Relative), content, token);
    }, stop);

    private async Task<Answer> AskAsync(Func<Patience, CancellationToken, Task<HttpResponseMessage>> ask, CancellationToken stop)
    {
        using var patience = new Patience(_options.RequestTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        patience.Begin();
        using var response = await ask(patience, either.Token);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
    }

    // Only the server's own word about the entry itself is a refusal. A proxy that wants a password, another program at the address, a server that is
    // older or half restored: all that passes, and what is logged must not be lost to it.
    private SendResult Judge(in Answer answer)
    {
        var status = (int)answer.Status;
        if (status is >= 200 and < 300)
            return MlflowJson.IsObject(answer.Body) ? new SendResult(SendOutcome.Taken) : NotUnderstood("is no JSON object");
        var (code, message) = MlflowJson.Error(answer.Body);
        var refused = (answer.Status, code) switch
        {
            (_, null) => false,
            (HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, _) => true,
            (HttpStatusCode.NotFound, Missing) => true,
            _ => false,
        };
        return new SendResult(refused ? SendOutcome.Refused : SendOutcome.Later, $"The server answered {status}{(code is null ? "" : $" {code}")}. {message}".TrimEnd());
    }

    private SendResult NotUnderstood(string what) => new(SendOutcome.Later, $"What answers at {_http.BaseAddress} may be no tracking server: the answer {what}.");

    private readonly record struct Answer(HttpStatusCode Status, byte[] Body);
}
