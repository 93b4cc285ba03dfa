using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Platform.Cli.Api;

/// <summary>The platform's REST API; a refusal becomes an <see cref="ApiException"/> with everything the server said.</summary>
public sealed class PlatformClient : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    private readonly HttpClient _http;
    private readonly HttpClient _files; // a file takes as long as it takes

    /// <param name="url">The server's address without a path.</param>
    /// <param name="user">Who asks, for the events' "by".</param>
    public PlatformClient(string url, string user)
    {
        Url = url;
        // Promotion may first evaluate the test set, which takes up to a minute.
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(120) };
        _files = new HttpClient { BaseAddress = _http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        foreach (var client in new[] { _http, _files })
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Platform-User", user);
    }

    public string Url { get; }

    /// <summary>GET, as it came.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, null, cancel);

    /// <summary>GET, as the type.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancel) => Read<T>(await GetAsync(path, cancel));

    /// <summary>POST of a JSON object.</summary>
    public Task<JsonElement> PostAsync(string path, JsonObject? body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, new StringContent((body ?? []).ToJsonString(), Encoding.UTF8, "application/json"), cancel);

    /// <summary>POST of a file's text as it is.</summary>
    public Task<JsonElement> PostTextAsync(string path, string text, string mediaType, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, path, new StringContent(text, Encoding.UTF8, mediaType), cancel);

    /// <summary>POST of a JSON object that is written already.</summary>
    public Task<JsonElement> PostAsync(string path, ReadOnlyMemory<byte> json, CancellationToken cancel)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(HttpMethod.Post, path, content, cancel);
    }

    /// <summary>PUT of a file's content.</summary>
    /// <exception cref="IOException">The content cannot be read to its end, or changed meanwhile; that says nothing of the platform.</exception>
    public async Task UploadAsync(string path, Stream content, CancellationToken cancel)
    {
        var body = new UploadContent(content);
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = body };
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        try
        {
            (await AnswerAsync(_files, request, HttpCompletionOption.ResponseContentRead, cancel)).Dispose();
        }
        catch (Exception) when (!cancel.IsCancellationRequested && body.Failure is not null)
        {
            throw new IOException(body.Failure.Message, body.Failure);
        }
    }

    /// <summary>GET of a file's content as it comes; its digest is its entity tag.</summary>
    public async Task<FileContent> OpenAsync(string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await AnswerAsync(_files, request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return new FileContent(response, response.Headers.ETag?.Tag.Trim('"') ?? "", new AnswerStream(await response.Content.ReadAsStreamAsync(cancel)));
    }

    /// <summary>Whether the file at a path has a digest; its content does not come.</summary>
    public async Task<bool> HasDigestAsync(string path, string digest, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{digest}\""));
        using var response = await AnswerAsync(_http, request, HttpCompletionOption.ResponseHeadersRead, cancel, HttpStatusCode.NotModified);
        return response.StatusCode == HttpStatusCode.NotModified;
    }

    /// <summary>PUT of a JSON object.</summary>
    public Task<JsonElement> PutAsync(string path, JsonObject body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Put, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancel);

    /// <summary>PATCH of a JSON object.</summary>
    public Task<JsonElement> PatchAsync(string path, JsonObject body, CancellationToken cancel) =>
        SendAsync(HttpMethod.Patch, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancel);

    /// <summary>DELETE.</summary>
    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Delete, path, null, cancel);

    /// <summary>GET of a file; it appears under its name when it is complete, in the place of an earlier one.</summary>
    public async Task DownloadAsync(string path, string file, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await AnswerAsync(_http, request, HttpCompletionOption.ResponseHeadersRead, cancel);
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var from = new AnswerStream(await response.Content.ReadAsStreamAsync(cancel)))
            await using (var to = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
                await from.CopyToAsync(to, cancel);
            File.Move(partial, file, overwrite: true);
        }
        catch (HttpIOException e)
        {
            throw new CliException($"The platform's answer was cut off, {file} was not written: {e.Message}", ExitCodes.Unreachable, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CliException($"{file} cannot be written: {e.Message}", inner: e);
        }
        finally
        {
            if (File.Exists(partial)) File.Delete(partial); // only left after a failure
        }
    }

    public static T Read<T>(JsonElement json) =>
        json.Deserialize<T>(Json) ?? throw new CliException($"The platform answered nothing where a {typeof(T).Name} was due.");

    public void Dispose()
    {
        _http.Dispose();
        _files.Dispose();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await AnswerAsync(_http, request, HttpCompletionOption.ResponseContentRead, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            return text.Length == 0 ? default : JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CliException($"{Url} answered {method} {path} with something that is not JSON: is it this platform?", ExitCodes.Unreachable, e);
        }
    }

    // A refusal is an exception.
    private async Task<HttpResponseMessage> AnswerAsync(HttpClient http, HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancel, HttpStatusCode? alsoGood = null)
    {
        try
        {
            var response = await http.SendAsync(request, until, cancel);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoGood) return response;
            using (response)
                throw ApiException.From(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException e)
        {
            throw new CliException($"No platform answers at {Url}: {e.Message}", ExitCodes.Unreachable, e);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new CliException($"The platform at {Url} did not answer {request.Method} {request.RequestUri} within {http.Timeout.TotalSeconds:0} s.", ExitCodes.Unreachable, e);
        }
    }
}
