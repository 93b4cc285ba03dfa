using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>From the home page to a launched sweep: a template, a range that looks odd and is mended, what is known before the start, and the event that it becomes.</summary>
public sealed class LaunchJourneyTests(RunningPlatform platform)
{
    private static readonly int[] Widths = [1440, 390];

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_begun_from_a_template_looked_over_and_launched()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("sweeps/new");
        await page.Link("A table").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("table, trees or networks");

        await LookOverAsync(page);
        await TakePicturesAsync();
        await page.EnterAsync("Trials", "200"); // it runs still when it is cancelled
        await page.EnterAsync("Priority", "1");
        await page.Button("Launch").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("table, trees or networks");

        var id = new Uri(page.Url).Segments[^1];
        var spec = (await platform.ReadAsync($"sweeps/{id}")).GetProperty("sweep").GetProperty("spec");
        Assert.Equal(("friedman", 200, "auto"), (spec.GetProperty("data").GetString(), spec.GetProperty("trials").GetInt32(), spec.GetProperty("sampler").GetProperty("name").GetString()));
        await page.Button("Cancel").ClickAsync();
        await page.Button("Cancel the sweep").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("cancelled");

        await page.GotoAsync("");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "table, trees or networks" }).First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task The_YAML_follows_while_the_form_is_typed_into_and_no_key_and_no_caret_is_lost()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("sweeps/new");
        var name = page.Locator("#sweep-name");
        var yaml = page.GetByLabel("Sweep file as YAML");
        await Assertions.Expect(yaml).ToHaveValueAsync(new Regex("digits, first search", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.EvaluateAsync("() => import('/js/launch.js').then(() => { window.told = 0; document.addEventListener('input', () => window.told++); })");

        // A letter at a time into the middle of what stands there, never leaving the field.
        const string typed = " of twenty-four letters";
        await name.FocusAsync();
        await name.EvaluateAsync("field => field.setSelectionRange(6, 6)");
        await page.Keyboard.TypeAsync(typed, new() { Delay = 20 });
        await Assertions.Expect(yaml).ToHaveValueAsync(new Regex($"name: \"digits{typed}, first search\"\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(name).ToBeFocusedAsync();
        await Assertions.Expect(name).ToHaveValueAsync($"digits{typed}, first search");
        Assert.Equal(6 + typed.Length, await name.EvaluateAsync<int>("field => field.selectionStart"));
        Assert.InRange(await page.EvaluateAsync<int>("window.told"), 1, typed.Length - 1); // not one message a key

        // The other way round; the text keeps its caret too.
        await yaml.FocusAsync();
        await yaml.EvaluateAsync("text => { const at = text.value.indexOf('trials: 12') + 10; text.setSelectionRange(at, at); }");
        await page.Keyboard.TypeAsync("3", new() { Delay = 20 });
        await Assertions.Expect(page.Locator("#trials")).ToHaveValueAsync("123");
        await Assertions.Expect(yaml).ToBeFocusedAsync();
        Assert.Equal("trials: 123", await yaml.EvaluateAsync<string>("text => text.value.slice(0, text.selectionStart).split('\\n').pop()"));

        // Half an entry is no mistake before the field is left.
        await page.Locator("#epochs").FillAsync("");
        await Assertions.Expect(yaml).ToHaveValueAsync(new Regex("epochs: \"\"", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(page.Locator(".error-text")).ToHaveCountAsync(0);
        await page.Locator("#epochs").BlurAsync();
        await Assertions.Expect(page.Locator("#to-mend")).ToContainTextAsync("Epochs");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task What_is_to_mend_is_reached_from_the_button_and_its_mark_goes_while_it_is_typed_right()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync("sweeps/new");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Two moons" }).CheckAsync();
        await Assertions.Expect(page.Locator("[data-given-up]")).ToContainTextAsync("Training rows (was 4000)");
        await Assertions.Expect(page.Locator(".error-text")).ToHaveCountAsync(0);

        var rows = page.Locator("[data-mend=train_samples]"); // in a fold that is closed, where no role is found
        var field = rows.GetByRole(AriaRole.Textbox, new() { Name = "Training rows", Exact = true });
        var fold = page.Locator("details", new() { Has = rows });
        await fold.EvaluateAsync("fold => { fold.open = true; }");
        await rows.GetByLabel("Training rows: how to choose it").SelectOptionAsync("Fixed");
        await field.FillAsync("9000");
        await field.BlurAsync();
        var mend = page.Locator("#to-mend");
        await Assertions.Expect(mend).ToContainTextAsync("1 thing to mend: Training rows is 9000, but the training pool of 'moons' has 2000 rows");
        await LeaveAsync();
        await mend.ClickAsync();
        await IsReachedAsync(field);
        await Screenshots.TakeAsync(page, "launch-mend-1440");
        await LeaveAsync();
        await page.Button("Launch").ClickAsync(); // launches nothing, and says why by going there
        await IsReachedAsync(field);
        Assert.EndsWith("/sweeps/new", page.Url, StringComparison.Ordinal);

        await page.KeysAsync("Control+a", "1");
        await page.KeysAsync("0", "0", "0");
        await Assertions.Expect(page.Locator(".error-text")).ToHaveCountAsync(0);
        await Assertions.Expect(field).ToBeFocusedAsync(); // it was not left for that
        await Assertions.Expect(field).ToHaveValueAsync("1000");
        await page.Context.CloseAsync();

        async Task LeaveAsync()
        {
            await fold.EvaluateAsync("fold => { fold.open = false; window.scrollTo(0, 0); }");
            await Assertions.Expect(field).Not.ToBeVisibleAsync();
        }
    }

    private static async Task IsReachedAsync(ILocator field)
    {
        await Assertions.Expect(field).ToBeFocusedAsync();
        await Assertions.Expect(field).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    private static async Task LookOverAsync(IPage page)
    {
        var before = page.Region("Before you launch");
        await Assertions.Expect(before.Locator("[data-forecast]")).ToContainTextAsync(new Regex("No past trials of like settings|About ", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(before).ToContainTextAsync("Pruner: 12 epochs: median");
        await Assertions.Expect(before).ToContainTextAsync("rows to train on");
        await Assertions.Expect(page.Region("Conditions")).ToContainTextAsync("if trees");
        var rate = page.GetByRole(AriaRole.Group, new() { Name = "Learning rate", Exact = true });
        await Assertions.Expect(rate.Locator(".range-density")).ToContainTextAsync("half below 0.003162");

        await page.EnterAsync("Learning rate, highest", "3");
        await Assertions.Expect(page.Locator("[data-odd=learning_rate]")).ToContainTextAsync("nearly always diverges");
        await page.EnterAsync("Learning rate, highest", "0.02");
        await Assertions.Expect(page.Locator("[data-odd=learning_rate]")).ToHaveCountAsync(0);
        await page.EnterAsync("Parallelism", "9");
        await Assertions.Expect(page.Locator("[data-odd=parallelism]").First).ToBeVisibleAsync();
        await page.EnterAsync("Parallelism", "2");
        await Assertions.Expect(page.Locator("[data-odd=parallelism]")).ToHaveCountAsync(0);
    }

    private async Task TakePicturesAsync()
    {
        foreach (var width in Widths)
        {
            foreach (var (path, name) in new[] { ("sweeps/new", "launch"), ("", "home") })
            {
                var page = await platform.Browser.NewPageAsync(platform.Address);
                await page.SetViewportSizeAsync(width, 1000);
                await page.GotoAsync(path);
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
                await Assertions.Expect(page.Locator(".card").First).ToBeVisibleAsync();
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name} is wider than {width} px");
                await Screenshots.TakeAsync(page, $"{name}-{width}");
                await page.Context.CloseAsync();
            }
        }
    }
}
