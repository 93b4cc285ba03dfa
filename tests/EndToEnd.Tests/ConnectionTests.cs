using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A page left open while its server goes away and comes back.</summary>
public sealed class ConnectionTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
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

    [Fact(Timeout = Chromium.TestPatience)]
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
            var asked = new List<string>();
            page.Dialog += async (_, dialog) =>
            {
                asked.Add(dialog.Type);
                await dialog.AcceptAsync();
            };
            web.Dispose();
            await Assertions.Expect(lost).ToBeVisibleAsync();
            await name.FillAsync("typed while away");
            await page.Button("Launch").ClickAsync();
            await Assertions.Expect(page.GetByText("“Launch” does nothing while the connection is away.")).ToBeVisibleAsync();

            (web, _) = await platform.StartWebAsync(address.Port);
            await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(new Regex("name: typed while away\\n(.|\\n)*trials: 7\\n", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await Assertions.Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);
            Assert.Empty(asked); // whether to leave: what was typed comes along
            await page.Context.CloseAsync();
        }
        finally
        {
            web.Dispose();
        }
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Charts_of_a_sweep_take_what_came_while_the_connection_was_away()
    {
        var sweep = await SeededPages.LaunchEndlessAsync(platform);
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var (away, connection) = (false, (IWebSocketRoute?)null);
        await page.RouteWebSocketAsync(new Regex("_blazor", RegexOptions.None, TimeSpan.FromSeconds(1)), route =>
        {
            if (Volatile.Read(ref away))
            {
                _ = route.CloseAsync();
                return;
            }
            connection = route;
            route.ConnectToServer();
        });
        await page.GotoAsync($"sweeps/{sweep}");
        var lines = page.Locator("[data-chart=parallel][data-points]");
        await Assertions.Expect(lines).ToBeVisibleAsync();

        Volatile.Write(ref away, true);
        await connection!.CloseAsync();
        await Assertions.Expect(page.GetByText("Connection lost.")).ToBeVisibleAsync();
        var drawn = await DrawnAsync();
        await Eventually.HoldsAsync(async () => await CompletedAsync() > drawn + 5, expected: "trials complete while the page is away");
        Volatile.Write(ref away, false);

        await Assertions.Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);
        await SeededPages.CancelAsync(platform, sweep);
        await Eventually.HoldsAsync(async () => await DrawnAsync() >= await CompletedAsync(), expected: "every completed trial is drawn, beside some that were cancelled");
        await page.Context.CloseAsync();

        async Task<int> DrawnAsync() => int.Parse((await lines.GetAttributeAsync("data-points"))!, System.Globalization.CultureInfo.InvariantCulture);

        async Task<int> CompletedAsync() => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("completed").GetInt32();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Points_that_were_on_their_way_when_the_connection_broke_are_in_their_curve()
    {
        var trial = await SeededPages.LaunchLongAsync(platform) + "-1";
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var (deaf, away, lost, connection) = (false, false, 0, (IWebSocketRoute?)null);
        await page.RouteWebSocketAsync(new Regex("_blazor", RegexOptions.None, TimeSpan.FromSeconds(1)), route =>
        {
            if (Volatile.Read(ref away))
            {
                _ = route.CloseAsync();
                return;
            }
            connection = route;
            var server = route.ConnectToServer();
            server.OnMessage(frame =>
            {
                if (Volatile.Read(ref deaf) && frame.Binary is { } bytes && bytes.AsSpan().IndexOf("\"from\":"u8) >= 0)
                    Interlocked.Increment(ref lost); // points of a curve, which follow a drawing that the browser has heard of
                else
                    Send(route, frame);
            });
        });
        await page.GotoAsync($"trials/{trial}");
        await page.DrawsMoreThanAsync("curves", 4);

        Volatile.Write(ref deaf, true);
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref lost) > 0), expected: "points are on their way");
        Volatile.Write(ref away, true);
        await connection!.CloseAsync();
        await Assertions.Expect(page.GetByText("Connection lost.")).ToBeVisibleAsync();
        (deaf, away) = (false, false);
        await Assertions.Expect(page.Locator("html[data-offline]")).ToHaveCountAsync(0);

        await SeededPages.CancelAsync(platform, trial[..^2]);
        await Eventually.HoldsAsync(async () => (await platform.ReadAsync($"trials/{trial}")).GetProperty("status").GetString() is not "running", expected: "the trial ends");
        var epochs = (await platform.ReadAsync($"trials/{trial}")).GetProperty("lastEpoch").GetInt32();
        await Eventually.HoldsAsync(async () => await page.PointsAsync("curves") == 2 * epochs, expected: "training and validation have a point of every epoch");
        await page.Context.CloseAsync();

        static void Send(IWebSocketRoute route, IWebSocketFrame frame)
        {
            if (frame.Binary is { } bytes)
                route.Send(bytes);
            else
                route.Send(frame.Text!);
        }
    }
}
