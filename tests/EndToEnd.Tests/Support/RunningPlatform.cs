using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Platform.Testing;
using Xunit;

[assembly: Xunit.AssemblyFixture(typeof(RunningPlatform))]

namespace EndToEnd.Tests.Support;

/// <summary>The whole platform as a user has it: a private PostgreSQL, one silo of two slots and the web server, each a process; and a browser.</summary>
public sealed class RunningPlatform : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("platform-journey-").FullName;
    private Dictionary<string, string> _environment = null!;
    private TestDatabase _database = null!;
    private readonly SemaphoreSlim _seeding = new(1, 1);
    private SeededPages? _seeded;
    private ServerProcess? _silo;
    private ServerProcess? _web;

    /// <summary>Address of the web server, ending in a slash.</summary>
    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The connection string of the servers' database, for tests that put events there themselves.</summary>
    public string Database => _database.ConnectionString;

    internal Chromium Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Platform"] = _database.ConnectionString,
            ["PLATFORM_HOME"] = _home,
            ["PLATFORM_DATA"] = Path.Combine(_home, "data"),
            ["Silo__Slots"] = "2",
            ["ASPNETCORE_DETAILEDERRORS"] = "true", // pages say in full what failed
        };
        _silo = new ServerProcess("Platform.Silo", _environment);
        (_web, Address) = await StartWebAsync(port: 0);
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(70) };
        await Eventually.HoldsAsync(IsHealthyAsync, expected: "health answers 200");
        Browser = await Chromium.StartAsync();
    }

    /// <summary>What <see cref="SeededPages"/> tells of; made once, for whoever asks first.</summary>
    public async Task<SeededPages> SeedAsync()
    {
        await _seeding.WaitAsync();
        try
        {
            return _seeded ??= await SeededPages.CreateAsync(this);
        }
        finally
        {
            _seeding.Release();
        }
    }

    /// <summary>One more web server on the same database or another, at a port (0: any that is free); dispose it.</summary>
    internal async Task<(ServerProcess Process, Uri Address)> StartWebAsync(int port, string? database = null)
    {
        var environment = database is null ? _environment : new(_environment, StringComparer.Ordinal) { ["ConnectionStrings__Platform"] = database };
        var web = new ServerProcess("Platform.Web", environment, "--urls", $"http://127.0.0.1:{port}");
        await Eventually.HoldsAsync(() => web.HasExited || web.After("Now listening on:") is not null);
        return (web, new Uri(web.After("Now listening on:") ?? throw new InvalidOperationException($"The web server ended:{Environment.NewLine}{web.Log}")));
    }

    /// <summary>Launches a sweep of 200 trials, which runs until it is paused or cancelled; its id.</summary>
    public async Task<string> LaunchLongAsync(string name)
    {
        var yaml = $"name: {name}\ndata: digits\nepochs: 3\ntrials: 200\nfixed: {{model: mlp, train_samples: 500}}\nspace:\n  learning_rate: {{type: float, low: 0.001, high: 0.01, log: true}}\n";
        using var body = new StringContent(yaml, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await Http.PostAsync("api/v1/sweeps", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>A GET of the API.</summary>
    public async Task<JsonElement> ReadAsync(string path) => await Http.GetFromJsonAsync<JsonElement>($"api/v1/{path}");

    /// <summary>A call of MLflow's API, as its clients make it.</summary>
    public async Task<JsonElement> TrackAsync(string call, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync($"api/2.0/mlflow/{call}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The types of a run's events, in order.</summary>
    public async Task<IReadOnlyList<string>> EventTypesAsync(string trialId) =>
        [.. (await ReadAsync($"trials/{trialId}/events")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        Http.Dispose();
        _seeding.Dispose();
        _web?.Dispose();
        _silo?.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    private async Task<bool> IsHealthyAsync()
    {
        if (_silo!.HasExited || _web!.HasExited)
            throw new InvalidOperationException($"A server ended.{Environment.NewLine}{_silo.Log}{Environment.NewLine}{_web?.Log}");
        using var answer = await Http.GetAsync("health");
        return answer.IsSuccessStatusCode;
    }
}
