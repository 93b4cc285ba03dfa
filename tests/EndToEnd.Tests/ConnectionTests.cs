using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A page left open while its server goes away and comes back.</summary>
public sealed class ConnectionTests(RunningPlatform platform)
{
    [Fact(Timeout = 300_000)]
    public async Task What_the_server_has_refused_to_hear_is_told_once_more()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("sweeps/new");
        var trials = page.GetByRole(AriaRole.Textbox, new() { Name = "Trials", Exact = true });
        await Assertions.Expect(trials).ToBeVisibleAsync();
        await trials.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("9"); // heard when the field is left, which it is not

        await page.EvaluateAsync("() => { Promise.reject(new Error(\"There was an exception invoking 'DispatchEventAsync'\")); }");

        await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(new Regex("trials: 9\\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 600_000)]
    public async Task A_page_says_that_the_connection_is_lost_and_lives_again_when_the_server_is_back()
    {
        var (web, address) = await platform.StartWebAsync(port: 0);
        try
        {
            var page = await platform.Browser.NewPageAsync(address);
            await page.GotoAsync("");
            var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" });
            await Assertions.Expect(heading).ToBeVisibleAsync();

            web.Dispose();
            var lost = page.GetByText("Connection lost.");
            await Assertions.Expect(lost).ToBeVisibleAsync();
            await Assertions.Expect(heading).ToBeVisibleAsync(); // the last state known stays readable

            (web, _) = await platform.StartWebAsync(address.Port);
            await Assertions.Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Models" })).ToBeVisibleAsync();

            await page.GotoAsync("sweeps/new");
            var name = page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true });
            await Assertions.Expect(name).ToBeVisibleAsync();
            await page.EnterAsync("Trials", "7");
            await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(new Regex("trials: 7\\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
            web.Dispose();
            await Assertions.Expect(lost).ToBeVisibleAsync();
            await name.FillAsync("typed while away");
            await page.Button("Launch").ClickAsync();
            await Assertions.Expect(page.GetByText("“Launch” does nothing while the connection is away.")).ToBeVisibleAsync();

            (web, _) = await platform.StartWebAsync(address.Port);
            await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(new Regex("name: typed while away\\n(.|\\n)*trials: 7\\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await Assertions.Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);
            await page.Context.CloseAsync();
        }
        finally
        {
            web.Dispose();
        }
    }
}
