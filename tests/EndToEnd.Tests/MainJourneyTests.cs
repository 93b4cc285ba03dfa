using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>The main job as a person does it: launch, watch, compare, reproduce, promote, predict.</summary>
public sealed class MainJourneyTests(RunningPlatform platform)
{
    private static readonly int[] Widths = [1440, 390];

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_launched_watched_compared_reproduced_promoted_and_served()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var sweep = await LaunchAsync(page);
        await WatchAsync(page, sweep);
        await CompareAsync(page, sweep);
        var best = (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("bestTrialId").GetString()!;
        await ReproduceAsync(page, best);
        await PromoteAsync(page, best);
        await PredictAsync(page);
        await PromoteWorseAsync(page, sweep, best);
        await page.Context.CloseAsync();
        await TakePicturesAsync(sweep, best);
    }

    private async Task<string> LaunchAsync(IPage page)
    {
        await page.GotoAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "New sweep" }).First.ClickAsync();
        await page.EnterAsync("Name", "journey");
        await page.EnterAsync("Trials", "0");
        await Assertions.Expect(page.GetByText("Is 0; give a whole number from 1 to 100000.", new() { Exact = true })).ToBeVisibleAsync();
        await page.EnterAsync("Trials", "4");
        await page.EnterAsync("Training rows", "1500");

        var yaml = page.GetByLabel("Sweep file as YAML");
        await Assertions.Expect(yaml).ToHaveValueAsync(new Regex("trials: 4\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(yaml).ToHaveValueAsync(new Regex("train_samples: 1500\\b", RegexOptions.None, TimeSpan.FromSeconds(1))); // the file follows the form by way of the server
        await yaml.FillAsync((await yaml.InputValueAsync()).Replace("epochs: 5", "epochs: 4", StringComparison.Ordinal));
        await yaml.BlurAsync();
        await Assertions.Expect(page.GetByLabel("Epochs", new() { Exact = true })).ToHaveValueAsync("4");

        await page.Button("Launch").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sweeps/[a-z0-9]{8}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var id = new Uri(page.Url).Segments[^1];
        var spec = (await platform.ReadAsync($"sweeps/{id}")).GetProperty("sweep").GetProperty("spec");
        Assert.Equal("journey", spec.GetProperty("name").GetString());
        Assert.Equal(4, spec.GetProperty("epochs").GetInt32());
        Assert.Equal(1500, spec.GetProperty("fixed").GetProperty("train_samples").GetInt32());
        return id;
    }

    private async Task WatchAsync(IPage page, string sweep)
    {
        await page.DrawsMoreThanAsync("curves", 0); // in mid-sweep or not: which steps it draws depends on how fast the machine is
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("completed", new() { Timeout = (float)Eventually.LongPatience.TotalMilliseconds });

        var trials = await TrialsAsync(sweep);
        Assert.Equal(4, trials.Count);
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(4);
        var epochs = trials.Sum(t => t.GetProperty("validationLoss").GetArrayLength());
        await Eventually.HoldsAsync(async () => await page.PointsAsync("curves") == epochs, expected: $"all {epochs} epochs are drawn");
        var best = (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("bestValue").GetDouble();
        await Assertions.Expect(page.Locator("[data-best]")).ToHaveTextAsync(Percent(best));
    }

    private async Task CompareAsync(IPage page, string sweep)
    {
        await page.GetByLabel("Choose trial 1", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Choose trial 2", new() { Exact = true }).CheckAsync();
        await page.Button("Compare 2").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/compare\\?ids={sweep}-[12],{sweep}-[12]$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.DrawsMoreThanAsync("series", 1);

        var ids = page.Url.Split("ids=")[1];
        var comparison = await platform.ReadAsync($"runs/compare?ids={ids}");
        var accuracy = comparison.GetProperty("metrics").EnumerateArray().First(m => m.GetProperty("name").GetString() == "validation_accuracy");
        var row = page.Region("Metrics").GetByRole(AriaRole.Row, new() { Name = "Validation accuracy" });
        foreach (var value in accuracy.GetProperty("values").EnumerateArray())
            await Assertions.Expect(row).ToContainTextAsync(Percent(value.GetDouble()));
        var differing = comparison.GetProperty("differing").GetArrayLength();
        Assert.True(differing > 0);
        Assert.Equal(differing * 2, await page.Region("Parameters").Locator("td.diff").CountAsync());
    }

    private async Task ReproduceAsync(IPage page, string best)
    {
        await page.GotoAsync($"trials/{best}");
        await page.Button("Reproduce").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict=identical]")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Identical to the last bit")).ToBeVisibleAsync();

        Assert.Contains("reproduction_verified", await platform.EventTypesAsync($"{best}-r1"));
        var (original, again) = (await platform.ReadAsync($"trials/{best}"), await platform.ReadAsync($"trials/{best}-r1"));
        Assert.True(again.GetProperty("verdict").GetProperty("identical").GetBoolean());
        Assert.Equal(original.GetProperty("validationLoss").GetRawText(), again.GetProperty("validationLoss").GetRawText());
    }

    private async Task PromoteAsync(IPage page, string best)
    {
        await page.Button("Promote").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Model", new() { Exact = true }).FillAsync("digits");
        await dialog.GetByLabel("Why", new() { Exact = true }).FillAsync("Best of the journey");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/models/digits$", RegexOptions.None, TimeSpan.FromSeconds(1)));

        var model = await platform.ReadAsync("models/digits");
        Assert.Equal(1, model.GetProperty("aliases").GetProperty("champion").GetInt32());
        var version = model.GetProperty("versions")[0];
        Assert.Equal(best, version.GetProperty("trialId").GetString());
        Assert.Equal("Best of the journey", version.GetProperty("why").GetString());
        await Assertions.Expect(page.Region("Versions")).ToContainTextAsync(Percent(version.GetProperty("testMetrics").GetProperty("test_accuracy").GetDouble()));
        Assert.Contains("test_evaluated", await platform.EventTypesAsync(best));
    }

    private async Task PredictAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("canvas[data-ready]")).ToBeVisibleAsync();
        var canvas = page.GetByRole(AriaRole.Application, new() { Name = "Drawing area" });
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = (await canvas.BoundingBoxAsync())!;
        var asked = page.WaitForRequestAsync("**/predict");
        await page.Mouse.MoveAsync(box.X + box.Width * .5f, box.Y + box.Height * .2f);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * .5f, box.Y + box.Height * .8f, new() { Steps = 12 });
        await page.Mouse.UpAsync();
        var request = await asked;
        await Assertions.Expect(page.Locator("[data-predicted]")).ToBeVisibleAsync();
        Assert.Equal(10, await page.Locator(".probability").CountAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Why?" }).ClickAsync();
        await Assertions.Expect(page.Locator($"[data-reason='{await page.Locator("[data-predicted]").GetAttributeAsync("data-predicted")}']")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "What each pixel adds" })).ToBeVisibleAsync();
        await Screenshots.TakeAsync(page, "why");

        using var content = new StringContent(request.PostData!, System.Text.Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync("api/v1/models/digits@champion/predict", content);
        var predicted = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("predictions")[0];
        Assert.Equal(predicted.GetProperty("class").GetString(), await page.Locator("[data-predicted]").GetAttributeAsync("data-predicted"));
        Assert.Equal(1, predicted.GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble()), tolerance: 1e-3);
    }

    // The run with the worst validation score; whether it is worse on the test set too is read, not assumed.
    private async Task PromoteWorseAsync(IPage page, string sweep, string best)
    {
        var worst = (await TrialsAsync(sweep)).Where(t => t.GetProperty("reproducesTrialId").ValueKind == JsonValueKind.Null)
            .MinBy(t => t.GetProperty("bestValue").GetDouble()).GetProperty("id").GetString()!;
        await page.GotoAsync($"runs/{worst}");
        await page.Button("Promote").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).ClickAsync();
        var anyway = dialog.GetByRole(AriaRole.Button, new() { Name = "Promote anyway" });
        await Assertions.Expect(anyway).ToBeVisibleAsync();

        var accuracy = (await platform.ReadAsync($"trials/{worst}")).GetProperty("testMetrics").GetProperty("test_accuracy").GetDouble();
        Assert.True(accuracy < (await platform.ReadAsync($"trials/{best}")).GetProperty("testMetrics").GetProperty("test_accuracy").GetDouble());
        Assert.Equal(1, (await platform.ReadAsync("models/digits")).GetProperty("aliases").GetProperty("champion").GetInt32());
        await anyway.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/models/digits$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(2, (await platform.ReadAsync("models/digits")).GetProperty("aliases").GetProperty("champion").GetInt32());
    }

    private async Task TakePicturesAsync(string sweep, string best)
    {
        (string Name, string Path, string Ready)[] pages =
        [
            ("sweeps", "", "table.sweeps"), ("new-sweep", "sweeps/new", "textarea"), ("sweep", $"sweeps/{sweep}", "[data-chart=parallel][data-points]"),
            ("run", $"trials/{best}", "[data-chart=curves][data-points]"), ("compare", $"compare?ids={sweep}-1,{sweep}-2,{sweep}-3", "[data-chart=series][data-points]"),
            ("models", "models", ".model-card"), ("model", "models/digits", "canvas:not([hidden])"),
        ];
        foreach (var width in Widths)
        {
            foreach (var dark in new[] { false, true })
            {
                var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
                foreach (var (name, path, ready) in pages)
                {
                    await page.GotoAsync(path);
                    await page.WaitForSelectorAsync(ready);
                    var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                    Assert.True(overflow <= 0, $"The page {name} is {overflow} pixels wider than a window of {width}.");
                    await Screenshots.TakeAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
                }
                await page.Context.CloseAsync();
            }
        }
    }

    private async Task<IReadOnlyList<JsonElement>> TrialsAsync(string sweep) =>
        [.. (await platform.ReadAsync($"sweeps/{sweep}/trials")).GetProperty("items").EnumerateArray()];

    private static string Percent(double share) => (share * 100).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " %";
}
