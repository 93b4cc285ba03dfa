using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A sweep's past on its page, by keyboard: what it says equals REST's as-of; a fork at an event is a sweep that knows the results of then.</summary>
public sealed class TimeTravelJourneyTests(RunningPlatform platform)
{
    private const string Yaml =
        "name: looked back at\ndata: digits\nepochs: 2\ntrials: 4\nparallelism: 1\nsampler: random\nfixed: {model: mlp, train_samples: 300}\nspace:\n  learning_rate: {type: float, low: 0.001, high: 0.05, log: true}\n";

    private static readonly int[] Widths = [1440, 390];

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_looked_back_at_and_forked_where_it_was()
    {
        var id = await LaunchAsync();
        await EndedAsync(id);
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{id}");
        await page.Button("Look back").ClickAsync();

        var at = await WalkAsync(page, id);
        await LeaveEarlyAsync(id, at);
        await DrawAfterFailureAsync(id);
        await TakePicturesAsync($"sweeps/{id}?at={at}");
        var fork = await ForkAsync(page, id, at);
        await page.Context.CloseAsync();

        await EndedAsync(fork);
        var first = (await platform.ReadAsync($"sweeps/{fork}/trials")).GetProperty("items")[0];
        Assert.Contains($"looked back at as of event {at}", first.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.True((await platform.ReadAsync($"sweeps/{fork}/verify")).GetProperty("identical").GetBoolean());
    }

    // To the first best trial and one event on; there the page's numbers are those of REST.
    private async Task<long> WalkAsync(IPage page, string id)
    {
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Event of the sweep" });
        await Assertions.Expect(slider).ToBeEnabledAsync();
        await slider.FocusAsync();
        await PressAsync("Home", "launched the sweep");
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(0);
        await PressAsync("PageUp", "The sweep counts trial 1: completed");
        await Assertions.Expect(page.Locator(".travel [data-said]")).ToContainTextAsync("– The best so far");
        var at = long.Parse((await page.Locator("[data-as-of]").GetAttributeAsync("data-as-of"))!, CultureInfo.InvariantCulture);
        await page.Keyboard.PressAsync("ArrowRight"); // to whatever came next: the next proposal, or an old checkpoint that went
        await Assertions.Expect(page.Locator("[data-as-of]")).Not.ToHaveAttributeAsync("data-as-of", $"{at}");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveAttributeAsync("data-as-of", $"{at}");

        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"at={at}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var then = (await platform.ReadAsync($"sweeps/{id}?asOf={at}")).GetProperty("sweep");
        var best = (then.GetProperty("bestValue").GetDouble() * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";
        await Assertions.Expect(page.Locator("[data-best]")).ToHaveTextAsync(best);
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync((await platform.ReadAsync($"sweeps/{id}/trials?asOf={at}")).GetProperty("items").GetArrayLength());
        await Assertions.Expect(page.Button("Pause")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Button("Measure it")).ToHaveCountAsync(0);

        await page.ReloadAsync(); // the address holds the place
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveAttributeAsync("data-as-of", $"{at}");
        await Assertions.Expect(page.Locator("[data-best]")).ToHaveTextAsync(best);
        await ShareAsync(page, at);
        await page.Button("Back to live").ClickAsync();
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(4);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"sweeps/{id}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        return at;

        // What the slider says to a screen reader comes with its thumb.
        async Task PressAsync(string key, string said)
        {
            await page.Keyboard.PressAsync(key);
            await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", new Regex(Regex.Escape(said), RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
    }

    // A link brought the page to one event, the slider to another: what the page itself does to its address, and what is copied of it, is of the other.
    private static async Task ShareAsync(IPage page, long linked)
    {
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Button("One event back").ClickAsync();
        await Assertions.Expect(page.Locator("[data-as-of]")).Not.ToHaveAttributeAsync("data-as-of", $"{linked}");
        var shown = await page.Locator("[data-as-of]").GetAttributeAsync("data-as-of");
        await page.GetByLabel("Filter trials").FillAsync("trial<3");
        await page.GetByLabel("Filter trials").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("q=trial", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"at={shown}\\b", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.FindAsync("copy a link", "Copy a link to this page");
        await Assertions.Expect(page.Locator("[data-toast]").Last).ToContainTextAsync("The link is on the clipboard.");
        Assert.Equal(page.Url, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        var address = page.Url;
        await page.Link("Skip to content").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#content")).ToBeFocusedAsync();
        Assert.Equal(address, page.Url);
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveAttributeAsync("data-as-of", shown!);
        await CopyAsync(page);
        await page.GetByLabel("Filter trials").FillAsync("");
        await page.GetByLabel("Filter trials").PressAsync("Enter");
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("q=trial", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await PlayAsync(page);
    }

    // What is asked of the table while the past is played goes into the address with a moment that has passed by then: playing goes on.
    private static async Task PlayAsync(IPage page)
    {
        const string Sort = "document.querySelector('section[aria-label=Trials] th button.sort').click();";
        await page.EvaluateAsync($"() => {{ document.querySelector('[data-play]').click(); setTimeout(() => {{ {Sort} }}, 300); }}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sort=", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(page.Locator("[data-play]")).ToHaveAttributeAsync("aria-label", "Pause");
        await page.Locator("[data-play]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-play]")).ToHaveAttributeAsync("aria-label", "Play");
        await page.EvaluateAsync($"() => {{ {Sort} }}");
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("sort=", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    // A browser that refuses is told of and harms nothing; what is said goes again.
    private static async Task CopyAsync(IPage page)
    {
        var copy = page.Button("Copy the sweep file");
        await page.EvaluateAsync(
            """
            () => {
              window.refusing = [navigator.clipboard.writeText, document.execCommand];
              navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
              document.execCommand = () => false;
            }
            """);
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Not copied", new() { UseInnerText = true });
        await Assertions.Expect(page.Locator("#copied")).ToContainTextAsync("Not copied: this browser");
        await page.EvaluateAsync("() => { document.execCommand = window.refusing[1]; }"); // the older way
        await copy.ClickAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copied", new() { UseInnerText = true });
        await Assertions.Expect(page.Locator("#copied")).ToHaveTextAsync("Copied");
        Assert.StartsWith("name: looked back at", await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
        await Assertions.Expect(copy).ToBeFocusedAsync();
        await Assertions.Expect(copy).ToHaveTextAsync("Copy", new() { UseInnerText = true }); // two seconds later
        await Assertions.Expect(page.Locator("#copied")).ToBeEmptyAsync();
        await page.EvaluateAsync("() => { navigator.clipboard.writeText = window.refusing[0]; }");
    }

    private async Task<string> ForkAsync(IPage page, string id, long at)
    {
        await page.GotoAsync($"sweeps/{id}?at={at}");
        await page.Link("Fork from here").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("looked back at (fork)");
        await Assertions.Expect(page.Locator("[data-carried]")).ToHaveTextAsync("1 result");
        await page.EnterAsync("Trials", "2");
        await Assertions.Expect(page.Locator($"[data-fork-at='{at}']")).ToContainTextAsync("trials 4 → 2");
        await page.Button("Launch").ClickAsync();
        await Assertions.Expect(page.Locator($"[data-forked-from='{id}']")).ToContainTextAsync($"as of event #{at}");

        var fork = new Uri(page.Url).Segments[^1];
        var origin = (await platform.ReadAsync($"sweeps/{fork}")).GetProperty("sweep").GetProperty("forkedFrom"); // of the fork's first event
        Assert.Equal((id, at), (origin.GetProperty("experimentId").GetString(), origin.GetProperty("at").GetInt64()));
        await page.GotoAsync($"sweeps/{id}");
        await Assertions.Expect(page.Region("Forks").GetByRole(AriaRole.Link, new() { Name = "looked back at (fork)" })).ToHaveAttributeAsync("href", $"sweeps/{fork}");

        var moment = page.Region("Forks").GetByRole(AriaRole.Link, new() { Name = $"event #{at}" });
        await moment.ClickAsync();
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveAttributeAsync("data-as-of", $"{at}");
        await page.Button("First event").ClickAsync();
        await Assertions.Expect(page.Locator("[data-as-of]")).Not.ToHaveAttributeAsync("data-as-of", $"{at}");
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex($"at={at}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await moment.ClickAsync(); // the same link again
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveAttributeAsync("data-as-of", $"{at}");
        return fork;
    }

    // Back to live while the past is still being drawn: the slider's script is kept back.
    private async Task LeaveEarlyAsync(string id, long at)
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/js/time-travel.js", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync($"sweeps/{id}?at={at}");
        await page.Button("Back to live").ClickAsync();
        await Assertions.Expect(page.Locator("[data-as-of]")).ToHaveCountAsync(0);
        held.SetResult();
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(4);
        await page.Button("Look back").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Event of the sweep" })).ToBeEnabledAsync();
        await page.Context.CloseAsync();
    }

    // The script that draws is lost twice, the first time when pictures are waited for. Each loss is told once, however many drawings it fails, and the page's end is none.
    private async Task DrawAfterFailureAsync(string id)
    {
        const string Frames = "() => new Promise(done => { let n = 0; const next = () => ++n === 60 ? done() : requestAnimationFrame(next); next(); })";
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var (asked, lost, held) = (0, 0, new TaskCompletionSource());
        page.Console += (_, said) => lost += said.Text.Contains("drawing thread could not start", StringComparison.Ordinal) ? 1 : 0;
        await page.RouteAsync("**/js/chart-ink-worker.js", async route =>
        {
            var time = Interlocked.Increment(ref asked);
            if (time is 1 or 4)
                await held.Task;
            await (time <= 2 ? route.AbortAsync() : route.ContinueAsync());
        });
        await page.GotoAsync($"sweeps/{id}");
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(4);
        await page.EvaluateAsync(Frames);
        await Assertions.Expect(page.Locator("[data-chart=curves][data-points]")).ToHaveCountAsync(0);
        held.SetResult();
        foreach (var chart in (string[])["curves", "progress", "parallel", "pair"])
            await Assertions.Expect(page.Locator($"[data-chart={chart}]")).ToHaveAttributeAsync("data-points", new Regex("^[1-9]", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal((3, 2), (asked, lost));

        held = new TaskCompletionSource();
        await page.GotoAsync($"sweeps/{id}");
        await Eventually.HoldsAsync(() => asked == 4);
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(4);
        await page.EvaluateAsync(Frames);
        await page.GotoAsync("models");
        await page.EvaluateAsync(Frames);
        held.SetResult();
        Assert.Equal(2, lost);
        await page.Context.CloseAsync();
    }

    private async Task TakePicturesAsync(string path)
    {
        foreach (var width in Widths)
        {
            var page = await platform.Browser.NewPageAsync(platform.Address);
            await page.SetViewportSizeAsync(width, 1000);
            await page.GotoAsync(path);
            await Assertions.Expect(page.Locator("[data-as-of]")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"the page is wider than {width} px");
            await Screenshots.TakeAsync(page, $"time-travel-{width}");
            await page.Context.CloseAsync();
        }
    }

    private async Task<string> LaunchAsync()
    {
        using var body = new StringContent(Yaml, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await platform.Http.PostAsync("api/v1/sweeps", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private Task EndedAsync(string id) => Eventually.HoldsAsync(
        async () => (await platform.ReadAsync($"sweeps/{id}")).GetProperty("sweep").GetProperty("status").GetString() == "completed", Eventually.LongPatience, $"sweep {id} completes");
}
