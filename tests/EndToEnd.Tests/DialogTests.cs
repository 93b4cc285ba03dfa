using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Dialogs before and after their script has come.</summary>
public sealed class DialogTests(RunningPlatform platform)
{
    [Fact(Timeout = 300_000)]
    public async Task A_dialog_that_is_opened_before_its_script_is_there_works_and_closes_by_key_when_it_is()
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
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        held.SetResult();
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
}
