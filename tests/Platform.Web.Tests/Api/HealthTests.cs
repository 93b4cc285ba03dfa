using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class HealthTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Healthy_means_that_the_database_answers_and_a_silo_reports_itself()
    {
        using (var before = await web.Http.GetAsync("/health"))
        {
            Assert.Contains("No silo", (await WebServer.ReadAsync(before, HttpStatusCode.ServiceUnavailable)).Text("detail"), StringComparison.Ordinal);
        }

        var silo = new SiloView("s1", "host", 1, 2, 1, ["cpu"], [], "0.1.0", Some.Noon, Some.Noon);
        await web.Services.GetRequiredService<SiloTable>().ReportAsync(silo);

        var health = await web.GetAsync("/health");
        Assert.Equal(("ok", "ok", 1), (health.Text("status"), health.Text("database"), health.GetProperty("silos").GetInt32()));
        Assert.Equal("s1", (await web.GetAsync("/api/v1/silos")).GetProperty("items")[0].Text("id"));
    }

    [Fact]
    public async Task A_web_server_alone_is_healthy_when_configured_so()
    {
        var alone = await WebServer.StartAsync(("Web:RequireSilo", "false"));
        Assert.Equal(0, (await alone.GetAsync("/health")).GetProperty("silos").GetInt32());
        await alone.DisposeAsync();
    }

    [Fact]
    public async Task While_the_database_is_away_requests_say_so_and_no_secret()
    {
        var lost = await WebServer.StartAsync(("ConnectionStrings:Platform", "Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Timeout=1"), ("Web:RequireSilo", "false"));
        using var response = await lost.Http.GetAsync("/health");
        var problem = await WebServer.ReadAsync(response, HttpStatusCode.ServiceUnavailable);

        Assert.Contains("ConnectionStrings__Platform", problem.Text("detail"), StringComparison.Ordinal);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.DoesNotContain("secret-word", problem.ToString(), StringComparison.OrdinalIgnoreCase);
        using var launch = await lost.SendAsync(HttpMethod.Post, "/api/v1/sweeps", Some.SweepFile(), "application/yaml");
        await WebServer.ReadAsync(launch, HttpStatusCode.ServiceUnavailable);
        await lost.DisposeAsync();
    }

    [Fact]
    public async Task A_restarted_database_is_served_again_without_a_restart_of_the_server()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var server = await WebServer.StartAsync(("ConnectionStrings:Platform", cluster.ConnectionString), ("Web:RequireSilo", "false"));
        var id = await Some.SweepAsync(server);
        await cluster.RestartAsync();

        await Eventually.HoldsAsync(async () => (await server.Http.GetAsync("/health")).IsSuccessStatusCode);
        Assert.Equal(id, (await server.GetAsync($"/api/v1/sweeps/{id}")).GetProperty("sweep").Text("id"));
        await server.DisposeAsync();
    }
}
