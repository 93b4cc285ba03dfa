using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Platform.Client.Delivery;

/// <summary>Tells entries to the server in MLflow's REST protocol (version 2.0). Thread-safe.</summary>
internal sealed class TrackingWire : IDisposable
{
    private const string Api = "api/2.0/mlflow/";
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
                EndEntry end => Judge(await PostAsync("runs/update", writer => MlflowJson.End(writer, runId, end), stop)),
                _ => throw new InvalidOperationException($"{entry.GetType().Name} cannot be sent."),
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new SendResult(SendOutcome.Later, error is OperationCanceledException ? "The server did not answer in time." : error.Message);
        }
        catch (JsonException error)
        {
            return new SendResult(SendOutcome.Refused, $"What answers at {_http.BaseAddress} is no tracking server: {error.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<SendResult> CreateAsync(string runId, CreateEntry create, CancellationToken stop)
    {
        var (found, experiment) = await ExperimentAsync(create.Experiment, stop);
        return experiment is null ? found : Judge(await PostAsync("runs/create", writer => MlflowJson.Create(writer, runId, experiment, create), stop));
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
        var answer = await AnswerAsync(await _http.GetAsync(new Uri(path, UriKind.Relative), stop), stop);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            var made = await PostAsync("experiments/create", writer => writer.WriteString("name", name), stop);
            answer = made.Status == HttpStatusCode.BadRequest ? await AnswerAsync(await _http.GetAsync(new Uri(path, UriKind.Relative), stop), stop) : made;
        }
        if (Judge(answer) is { Outcome: not SendOutcome.Taken } bad)
            return (bad, null);
        var id = MlflowJson.ExperimentId(answer.Body) ?? throw new JsonException("The answer names no experiment.");
        lock (_gate)
            _experiments[name] = id;
        return (new SendResult(SendOutcome.Taken), id);
    }

    private async Task<SendResult> UploadAsync(string runId, ArtifactEntry artifact, CancellationToken stop)
    {
        if (!File.Exists(artifact.File))
            return new SendResult(SendOutcome.Refused, $"The file {artifact.File} is not there any more.");
        var run = await AnswerAsync(await _http.GetAsync(new Uri($"{Api}runs/get?run_id={runId}", UriKind.Relative), stop), stop);
        if (Judge(run) is { Outcome: not SendOutcome.Taken } bad)
            return bad;
        var root = MlflowJson.ArtifactRoot(run.Body);
        if (root is null)
            return new SendResult(SendOutcome.Refused, "The run's artefacts are not kept by the server; its experiment has another place for them.");
        var path = string.Join('/', $"{root}/{artifact.Path}".Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
        await using var file = new FileStream(artifact.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return Judge(await AnswerAsync(await _http.PutAsync(new Uri(Artifacts + path, UriKind.Relative), content, stop), stop));
    }

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

    private static SendResult Judge(in Answer answer) => (int)answer.Status switch
    {
        >= 200 and < 300 => new SendResult(SendOutcome.Taken),
        408 or 429 or >= 500 => new SendResult(SendOutcome.Later, $"The server answered {(int)answer.Status}. {MlflowJson.ErrorMessage(answer.Body)}"),
        var status => new SendResult(SendOutcome.Refused, $"The server answered {status}. {MlflowJson.ErrorMessage(answer.Body)}"),
    };

    private readonly record struct Answer(HttpStatusCode Status, byte[] Body);
}
