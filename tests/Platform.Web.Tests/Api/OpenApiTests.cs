using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class OpenApiTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task The_document_lists_every_route_of_the_api_with_a_summary()
    {
        var document = await web.GetAsync("/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")).Order(StringComparer.Ordinal).ToArray();
        var routes = web.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is { } text && (text.StartsWith("/api/", StringComparison.Ordinal) || text == "/health"))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText!.TrimEnd('/').Replace("{**", "{", StringComparison.Ordinal)}"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(routes, described);
        Assert.True(routes.Length >= 25, $"only {routes.Length} routes");
        foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
            Assert.False(string.IsNullOrWhiteSpace(operation.Value.Text("summary")), operation.Name);
    }

    [Fact]
    public async Task Bodies_and_headers_are_described()
    {
        var paths = (await web.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var promote = paths.GetProperty("/api/v1/models/{name}/versions").GetProperty("post");

        Assert.True(promote.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        Assert.Contains("Idempotency-Key", promote.GetProperty("parameters").EnumerateArray().Select(p => p.Text("name")));
        Assert.False(paths.GetProperty("/api/v1/sweeps/validate").GetProperty("post").TryGetProperty("parameters", out _)); // it writes nothing
        var launch = paths.GetProperty("/api/v1/sweeps").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.True(launch.TryGetProperty("application/yaml", out _));
        Assert.True(promote.GetProperty("responses").TryGetProperty("409", out _));
    }

    [Fact]
    public async Task The_catalogue_names_fields_samplers_pruners_and_model_families()
    {
        var catalogue = await web.GetAsync("/api/v1/catalogue");

        Assert.Contains("learning_rate", Names("fields"));
        Assert.Contains("tpe", Names("samplers"));
        Assert.Contains("median", Names("pruners"));
        Assert.Equal(Training.Core.Models.ModelCatalog.Names, Names("models"));
        var rate = catalogue.GetProperty("fields").EnumerateArray().Single(f => f.Text("name") == "learning_rate");
        Assert.Equal(1e-4, rate.GetProperty("searchLow").GetDouble());

        IEnumerable<string?> Names(string list) => catalogue.GetProperty(list).EnumerateArray().Select(e => e.Text("name"));
    }

    [Fact]
    public async Task Data_sets_say_whether_they_are_there_and_how_to_get_them()
    {
        var items = (await web.GetAsync("/api/v1/datasets")).GetProperty("items").EnumerateArray().ToList();
        Assert.True(items.Single(d => d.Text("name") == "digits").GetProperty("available").GetBoolean());
        var mnist = items.Single(d => d.Text("name") == "mnist");
        Assert.False(mnist.GetProperty("available").GetBoolean());
        Assert.Contains("data get mnist", mnist.Text("howToGet"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/sweeps", HttpStatusCode.MethodNotAllowed)]
    public async Task Unknown_routes_and_methods_are_problems_too(string method, string path, HttpStatusCode expected)
    {
        using var response = await web.SendAsync(new HttpMethod(method), path);
        await WebServer.ReadAsync(response, expected);
    }
}
