using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests.Support;

/// <summary>Steps of somebody who has a keyboard only: nothing here clicks, fills or focuses.</summary>
internal static class Keys
{
    /// <summary>Presses Tab until a control has the focus.</summary>
    /// <param name="most">Nobody presses it more often.</param>
    public static async Task TabToAsync(this IPage page, ILocator control, int most = 40)
    {
        await Assertions.Expect(control).ToBeVisibleAsync();
        for (var tabs = 0; tabs < most; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await control.EvaluateAsync<bool>("control => control === document.activeElement"))
                return;
        }
        Assert.Fail($"{control} is not reached by {most} presses of Tab; the focus is on {await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 200)")}.");
    }

    /// <summary>Presses keys, one after the other.</summary>
    public static async Task KeysAsync(this IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

    /// <summary>Replaces what stands in the field with the focus.</summary>
    public static async Task TypeOverAsync(this IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Opens the palette, types, and takes what fits best.</summary>
    /// <param name="best">What the first entry has to say.</param>
    public static async Task FindAsync(this IPage page, string text, string best)
    {
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Page, sweep, trial" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(text);
        await Assertions.Expect(page.Locator("#palette [role=option][aria-selected=true]")).ToContainTextAsync(best);
        await page.Keyboard.PressAsync("Enter");
    }
}
