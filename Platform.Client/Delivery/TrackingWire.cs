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
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _experiments = new(StringComparer.Ordinal); // identities by name
    private readonly Lock _gate = new();

    public TrackingWire(TrackingOptions options, HttpMessageHandler? handler = null)
    {
        var address = options.Server.AbsoluteUri;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }, disposeHandler: handler is null)
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"), Timeout = options.RequestTimeout,
        };
    }

    /// <summary>Sends one entry of a run.</summary>
    public async Task<SendResult> SendAsync(string runId, Entry entry, CancellationToken stop)
    {
        try
        {
            return entry switch
            {
                CreateEntry create => await CreateAsync(runId, create, stop),
                BatchEntry batch => Judge(await PostAsync("runs/log-batch", writer => MlflowJson.Batch(writer, runId, batch), stop)),
                ArtifactEntry artifact => await UploadAsync(runId, artifact, stop),
                TextEntry text => await UploadAsync(runId, text.Path, new ByteArrayContent(Encoding.UTF8.GetBytes(text.Text)), stop),
                EndEntry end => Judge(await PostAsync("runs/update", writer => MlflowJson.End(writer, runId, end), stop)),
                _ => throw new InvalidOperationException($"{entry.GetType().Name} cannot be sent."),
            };
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Nothing that happens on the way says that the entry is wrong.
            return new SendResult(SendOutcome.Later, error is OperationCanceledException ? "The server did not answer in time." : error.Message);
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

    private async Task<SendResult> UploadAsync(string runId, ArtifactEntry artifact, CancellationToken stop)
    {
        if (!File.Exists(artifact.File))
            return new SendResult(SendOutcome.Refused, $"The file {artifact.File} is not there any more.");
        await using var file = new FileStream(artifact.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await UploadAsync(runId, artifact.Path, new StreamContent(file), stop);
    }

    private async Task<SendResult> UploadAsync(string runId, string name, HttpContent content, CancellationToken stop)
    {
        using var sent = content;
        var run = await GetAsync($"{Api}runs/get?run_id={runId}", stop);
        if (Judge(run) is { Outcome: not SendOutcome.Taken } bad)
            return bad;
        if (MlflowJson.ArtifactUri(run.Body) is not { } uri)
            return NotUnderstood("does not say where the run's artefacts lie");
        if (MlflowJson.UploadRoot(uri) is not { } root)
            return new SendResult(SendOutcome.Refused, $"The run's artefacts are not kept by the server but at {uri}, the place of its experiment.");
        var path = string.Join('/', $"{root}/{name}".Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return Judge(await AnswerAsync(await _http.PutAsync(new Uri(Artifacts + path, UriKind.Relative), content, stop), stop));
    }

    private async Task<Answer> GetAsync(string path, CancellationToken stop) => await AnswerAsync(await _http.GetAsync(new Uri(path, UriKind.Relative), stop), stop);

    private async Task<Answer> PostAsync(string endpoint, Action<Utf8JsonWriter> write, CancellationToken stop)
    {
        using var content = new ByteArrayContent(MlflowJson.Body(write));
        content.Headers.ContentType = Json;
        return await AnswerAsync(await _http.PostAsync(new Uri(Api + endpoint, UriKind.Relative), content, stop), stop);
    }

    private static async Task<Answer> AnswerAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using (response)
            return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop));
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
