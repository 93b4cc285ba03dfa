using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Dialogs before and after their script has come.</summary>
public sealed class DialogTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_dialog_works_before_its_script_is_there_and_hears_the_key_that_closes_it_from_the_first_moment()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var (held, asked) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync("**/Radzen.Blazor.min.js", async route =>
        {
            asked.TrySetResult();
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("");
        await page.Button("Set your name").ClickAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        var name = dialog.GetByLabel("Your name");
        await Assertions.Expect(name).ToBeFocusedAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.querySelectorAll('link[rel=stylesheet][href*=Radzen]').length"));
        await asked.Task.WaitAsync(Eventually.Patience);
        await page.Keyboard.PressAsync("Escape");
        held.SetResult(); // it takes the dialog away
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        await page.Button("Set your name").ClickAsync();
        await Assertions.Expect(name).ToBeFocusedAsync();
        await page.WaitForFunctionAsync("() => window.Radzen.focusTrap?.name === 'focusTrap' || Object.keys(window.Radzen).length > 10");
        await name.FillAsync("Ada");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        await page.Button("Set your name").ClickAsync();
        await name.FillAsync("Grace");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(page.Button("Grace")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory(Timeout = Chromium.TestPatience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_open_dialog_dims_the_gutter_of_the_scrollbar_as_the_page_beside_it(bool dark)
    {
        const string Difference =
            """
            async png => {
              const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), c => c.charCodeAt(0))], { type: "image/png" }));
              const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
              pen.drawImage(bitmap, 0, 0);
              const at = x => pen.getImageData(x, bitmap.height - 60, 1, 1).data;
              const [gutter, page] = [at(bitmap.width - 4), at(Math.floor(document.body.getBoundingClientRect().right) - 4)];
              return Math.max(...[0, 1, 2].map(c => Math.abs(gutter[c] - page[c])));
            }
            """;
        var page = await platform.Browser.NewPageAsync(platform.Address, dark: dark);
        await page.GotoAsync("models");
        Assert.True(await page.EvaluateAsync<bool>("() => innerWidth - document.body.getBoundingClientRect().right > 8"), "this browser keeps no gutter");
        await IsOneAsync();

        await page.Button("Set your name").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await IsOneAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await IsOneAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.Locator("#palette")).ToBeVisibleAsync();
        await IsOneAsync();
        await page.Context.CloseAsync();

        // What is drawn follows what is in the page's tree a moment later.
        Task IsOneAsync() => Eventually.HoldsAsync(
            async () => await page.EvaluateAsync<int>(Difference, Convert.ToBase64String(await page.ScreenshotAsync())) <= 2, expected: "the gutter is as dark as the page");
    }
}
