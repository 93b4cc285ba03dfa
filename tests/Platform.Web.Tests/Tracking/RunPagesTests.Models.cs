using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>Models on the pages of the runs that made and read them.</summary>
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task A_runs_page_shows_what_was_measured_last_of_its_models_and_on_what()
    {
        var run = await _client.RunAsync();
        var model = (await _client.PostAsync("logged-models", $$"""{"experiment_id":"0","name":"net","source_run_id":"{{run}}"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        foreach (var (value, time, data) in new[] { ("0.5", 1, "iris"), ("0.75", 2, "iris"), ("0.25", 3, "wine") })
        {
            await _client.PostAsync("runs/log-metric", $$"""
                {"run_id":"{{run}}","key":"acc","value":{{value}},"timestamp":{{time}},"step":1,"model_id":"{{model}}","dataset_name":"{{data}}","dataset_digest":"d1"}
                """);
        }

        var card = (await RenderAsync<TrackedRunPage>("", ("Id", run))).QuerySelector($"[data-model='{model}']")!;
        Assert.Equal(["acc on iris 0.75", "acc on wine 0.25"], card.QuerySelectorAll("tr").Select(row => row.Words()));
    }

    [Fact]
    public async Task A_runs_page_marks_the_models_that_it_read()
    {
        var (maker, reader) = (await _client.RunAsync(), await _client.RunAsync());
        var model = (await _client.PostAsync("logged-models", $$"""{"experiment_id":"0","name":"net","source_run_id":"{{maker}}"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        await _client.PostAsync("runs/log-inputs", $$"""{"run_id":"{{reader}}","models":[{"model_id":"{{model}}"}]}""");

        Assert.Equal(["pending", "read"], await ChipsOfAsync(reader));
        Assert.Equal(["pending"], await ChipsOfAsync(maker));

        async Task<IEnumerable<string>> ChipsOfAsync(string run) =>
            (await RenderAsync<TrackedRunPage>("", ("Id", run))).QuerySelectorAll($"[data-model='{model}'] .chip").Select(chip => chip.Words());
    }
}
