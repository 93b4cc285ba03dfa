using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Labels as a person mends them: wrong ones come in, a cross-validation finds them, and the keyboard corrects them.</summary>
public sealed class LabelJourneyTests(RunningPlatform platform)
{
    private const int Wrong = 60; // 5 % of the rows that train

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Wrong_labels_are_found_by_a_cross_validation_and_corrected_with_one_key()
    {
        var csv = string.Concat(Enumerable.Range(0, Wrong).Select(i => $"train,{i * 13},{(i * 13 + 1) % 10}\n")); // the digits' labels are row % 10
        var damaged = await PostAsync("datasets/digits/labels?reason=damage", "part,row,label\n" + csv, "text/csv");
        Assert.Equal(1, damaged.GetProperty("version").GetProperty("version").GetInt32());
        var sweep = (await PostAsync("sweeps", Sweep, "application/yaml")).GetProperty("id").GetString()!;
        await Eventually.HoldsAsync(
            async () => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("completed").GetInt32() == 2, expected: "both folds complete");

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{sweep}/labels");
        var card = page.Region("Row to judge");
        await Assertions.Expect(card.Locator("img.sample")).ToBeVisibleAsync();
        Assert.True(await card.Locator("img.sample").EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth === 28; }"));
        var corrected = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var row = await card.GetByRole(AriaRole.Heading).InnerTextAsync();
            corrected.Add(row);
            await page.Keyboard.PressAsync("a");
            await Assertions.Expect(card.GetByRole(AriaRole.Heading)).Not.ToHaveTextAsync(row);
        }

        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("u");
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Region("Corrections").GetByText("4 labels")).ToBeVisibleAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Heading)).ToHaveTextAsync(corrected[4]);
        await Screenshots.TakeAsync(page, "labels");
        await page.EnterAsync("Why", "Looked at the first four");
        await page.Button("Send as one correction").ClickAsync();
        await Assertions.Expect(page.GetByText("Version 2 of the labels of")).ToBeVisibleAsync();

        var version = await platform.ReadAsync("datasets/digits/labels/2");
        Assert.Equal("Looked at the first four", version.GetProperty("version").GetProperty("reason").GetString());
        Assert.Equal(corrected.Take(4), version.GetProperty("changes").EnumerateArray().Select(change => $"Row {change.GetProperty("row").GetInt32()}"));
        await PostAsync($"runs/{sweep}-1/reproduce", "{}", "application/json"); // of version 1, although version 2 is the newest
        await page.GotoAsync("data/digits");
        await Assertions.Expect(page.Region("Versions of the labels").GetByRole(AriaRole.Row)).ToHaveCountAsync(4); // the header, 2, 1 and 0
        await Assertions.Expect(page.Region("Classes")).ToBeVisibleAsync();
        await Screenshots.TakeAsync(page, "data");
        await page.Context.CloseAsync();
        await TakePictureAsync($"sweeps/{sweep}/labels", "img.sample", "labels-narrow");
        await TakePictureAsync("data/digits", "[aria-label=Classes]", "data-narrow");
        await Eventually.HoldsAsync(
            async () => (await platform.ReadAsync($"trials/{sweep}-1-r1")).GetProperty("verdict") is { ValueKind: JsonValueKind.Object } verdict && verdict.GetProperty("identical").GetBoolean(), expected: "a run on an older version is reproduced bit by bit");
    }

    private async Task TakePictureAsync(string path, string ready, string name)
    {
        var page = await platform.Browser.NewPageAsync(platform.Address, width: 390, dark: true);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync(ready);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"The page {path} is {overflow} pixels wider than a window of 390.");
        await Screenshots.TakeAsync(page, name);
        await page.Context.CloseAsync();
    }

    private const string Sweep = """
        name: folds
        data: digits
        epochs: 3
        trials: 2
        parallelism: 2
        fixed: {model: mlp, mlp.layers: 1, mlp.width: 64, train_samples: 1500, split.folds: 2, data_labels: 1, batch_size: 32}
        space: {split.fold: {type: categorical, choices: [1, 2]}}
        sampler: {name: grid}
        pruner: {name: none}
        """;

    private async Task<JsonElement> PostAsync(string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await platform.Http.PostAsync($"api/v1/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
