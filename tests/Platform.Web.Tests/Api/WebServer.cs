using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>The web server as it is, on a database of its own and with a home folder that goes at the end. One for each test class.</summary>
public sealed class WebServer : IAsyncLifetime
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private WebApplicationFactory<Program> _factory = null!;

    public TestDatabase Database { get; private set; } = null!;

    public string Home { get; } = Directory.CreateTempSubdirectory("platform-web-").FullName;

    /// <summary>An empty data folder, for tests to fill.</summary>
    public string Data => Path.Combine(Home, "data");

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The way to the server for a client of its own.</summary>
    public HttpMessageHandler Handler() => _factory.Server.CreateHandler();

    public IServiceProvider Services => _factory.Services;

    public EventJournal Journal => Services.GetRequiredService<EventJournal>();

    public PlatformCommands Commands => Services.GetRequiredService<PlatformCommands>();

    public PlatformViews Views => Services.GetRequiredService<PlatformViews>();

    /// <summary>A server with other settings than the usual ones; dispose it.</summary>
    public static async Task<WebServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = new WebServer();
        foreach (var (key, value) in settings)
            server._settings[key] = value;
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Directory.CreateDirectory(Data);
        _settings.TryAdd("ConnectionStrings:Platform", Database.ConnectionString);
        _settings.TryAdd("PLATFORM_HOME", Home);
        _settings.TryAdd("PLATFORM_DATA", Data);
        _settings.TryAdd("Logging:LogLevel:Default", "Warning");
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            foreach (var (key, value) in _settings)
                web.UseSetting(key, value);
        });
        Http = _factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Sends a request as it is; the body is text of the given type.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>Posts JSON from a client that hangs up when the answer begins.</summary>
    public async Task LoseAnswerAsync(string path, string body)
    {
        using var hangUp = new CancellationTokenSource();
        await _factory.Server.SendAsync(context =>
        {
            context.Request.Method = HttpMethods.Post;
            context.Request.Path = path;
            context.Request.Host = new HostString("localhost");
            context.Request.ContentType = "application/json; charset=utf-8";
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            context.Response.Body = new LostAnswer(hangUp);
            context.RequestAborted = hangUp.Token;
        });
        Assert.True(hangUp.IsCancellationRequested, $"{path} has not answered.");
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync(response, expected);
    }

    /// <summary>A GET whose answer may still be computed (202).</summary>
    public async Task<JsonElement> GetOrAcceptedAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync(response, response.StatusCode == HttpStatusCode.Accepted ? HttpStatusCode.Accepted : HttpStatusCode.OK);
    }

    public async Task<JsonElement> PostAsync(string path, string body = "{}", HttpStatusCode expected = HttpStatusCode.OK, string type = "application/json")
    {
        using var response = await SendAsync(HttpMethod.Post, path, body, type);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonElement> PutAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(HttpMethod.Put, path, body);
        return await ReadAsync(response, expected);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}, expected {(int)expected}: {text}");
        if ((int)expected >= 400)
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>Events in the journal.</summary>
    public async Task<long> CountEventsAsync()
    {
        await using var command = Database.DataSource.CreateCommand("select count(*) from mt_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
