using System.Net;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>What is not wanted any more is put away by keyboard alone, and the focus is never lost with what goes.</summary>
public sealed class TidyJourneyTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_archived_and_brought_back_and_the_focus_stays_in_the_list()
    {
        var sweep = await platform.LaunchLongAsync("to be put away");
        await SeededPages.CancelAsync(platform, sweep);
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("?q=to+be+put+away");
        await PressAsync(page, "Archive to be put away");
        await Assertions.Expect(page.Link("to be put away")).ToHaveCountAsync(0);
        Assert.Contains(sweep, await ArchivedAsync());
        await Assertions.Expect(page.Region("Sweeps").Locator(":focus")).ToHaveCountAsync(1);

        await PressAsync(page, page.GetByRole(AriaRole.Group, new() { Name = "Filter by status" }).GetByRole(AriaRole.Button, new() { Name = "Archived" }));
        await PressAsync(page, "Restore to be put away");
        await Assertions.Expect(page.Link("to be put away")).ToHaveCountAsync(0);
        Assert.DoesNotContain(sweep, await ArchivedAsync());
        await Assertions.Expect(page.Region("Sweeps").Locator(":focus")).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_version_and_then_its_model_are_taken_out_after_a_question_each()
    {
        const string model = "not-wanted";
        await platform.TrackAsync("registered-models/create", $$"""{"name":"{{model}}"}""");
        for (var version = 1; version <= 2; version++)
            await platform.TrackAsync("model-versions/create", $$"""{"name":"{{model}}","source":"s3://models/{{version}}"}""");
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"models/{model}");
        await PressAsync(page, "Take version 2 out");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Its files stay where its program put them");
        await PressAsync(page, "Take it out");
        await Assertions.Expect(page.Button("Take version 2 out")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Region("Versions").Locator(":focus")).ToHaveCountAsync(1);
        await PressAsync(page, "Take version 1 out");
        await PressAsync(page, "Take it out");

        await PressAsync(page, "Take the model out");
        await PressAsync(page, "Keep it");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync());
        await PressAsync(page, "Take the model out");
        await PressAsync(page, page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take the model out" }));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Models");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync());
        await page.Context.CloseAsync();

        async Task<HttpStatusCode> StatusAsync()
        {
            using var answer = await platform.Http.GetAsync($"api/v1/models/{model}");
            return answer.StatusCode;
        }
    }

    private static Task PressAsync(IPage page, string button) => PressAsync(page, page.Button(button));

    private static async Task PressAsync(IPage page, ILocator button)
    {
        await page.TabToAsync(button, most: 80);
        await page.KeysAsync("Enter");
    }

    private async Task<IReadOnlyList<string?>> ArchivedAsync() =>
        [.. (await platform.ReadAsync("sweeps?archived=true")).GetProperty("items").EnumerateArray().Select(sweep => sweep.GetProperty("id").GetString())];
}
