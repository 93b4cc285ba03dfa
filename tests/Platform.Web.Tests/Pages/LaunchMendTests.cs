using AngleSharp.Dom;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Web.Launch;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What the launch form does when other data are chosen, and how it says what is to mend.</summary>
public sealed class LaunchMendTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public void The_first_thing_to_mend_is_the_topmost_in_the_form_and_is_said_with_its_title()
    {
        var draft = SweepDraft.Of(SweepFile.Read(SweepTemplate.First.Yaml, SweepFileFormat.Yaml).Spec);
        List<FieldError> errors = [new("lag", "is -1."), new("pruner", "is unknown."), new("space.batch_size", "is empty."), new("fixed.train_samples", "is 4000."), new("space.learning_rate.low", "is 0."), new("trials", "is 0."), new("data", "'x' is not known.")];
        foreach (var (place, text) in new[]
        {
            ("data", "Data 'x' is not known."), ("trials", "Trials is 0."), ("learning_rate", "Learning rate: low is 0."), ("batch_size", "Batch size is empty."), ("train_samples", "Training rows is 4000."),
            ("pruner", "Pruner is unknown."), ("file", "lag is -1."),
        })
        {
            Assert.Equal(new ToMend(place, text), new FieldErrors(errors).First(draft));
            errors.RemoveAll(e => text.EndsWith(e.Message, StringComparison.Ordinal) && (e.Field == place || e.Field.Contains($".{place}", StringComparison.Ordinal) || place == "file"));
        }
        Assert.Null(new FieldErrors(errors).First(draft));
    }

    [Theory]
    [InlineData("space.lr.low", "space.lr", true)] // what was a part's is the whole entry's now
    [InlineData("space.lr", "space.lr.low", true)]
    [InlineData("space.lr", "space.lr_decay", false)]
    [InlineData("trials", "epochs", false)]
    public void A_field_that_is_marked_wrong_stays_marked_while_its_error_becomes_another(string before, string now, bool stays) =>
        Assert.Equal(stays ? 1 : 0, new FieldErrors([new(now, "is wrong.")]).Among(new FieldErrors([new(before, "was wrong.")])).Count);

    [Fact]
    public async Task Other_data_take_away_what_does_not_fit_them_and_name_the_sweep_until_somebody_does()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        Assert.Contains("train_samples: 4000", await YamlAsync(page), StringComparison.Ordinal);

        await page.EnterAsync("data-moons", "on");
        var form = await page.SeeAsync();
        Assert.Empty(form.QuerySelectorAll(".error-text"));
        Assert.DoesNotContain("train_samples", await YamlAsync(page), StringComparison.Ordinal);
        Assert.Equal("At the default again, since it does not fit moons: Training rows (was 4000).", form.QuerySelector("[data-given-up]")!.Words());
        Assert.Equal("moons, first search", Name(form));

        await page.EnterAsync("data-digits", "on");
        form = await page.SeeAsync();
        Assert.Equal("digits, first search", Name(form));
        Assert.Null(form.QuerySelector("[data-given-up]"));

        await page.EnterAsync("sweep-name", "mine");
        await page.EnterAsync("data-moons", "on");
        Assert.Equal("mine", Name(await page.SeeAsync()));
    }

    [Fact]
    public async Task What_was_wrong_before_other_data_were_chosen_stays_as_it_was_typed()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        await page.EnterAsync("Training rows", "many");
        await page.EnterAsync("data-moons", "on");
        Assert.Contains("train_samples: many", await YamlAsync(page), StringComparison.Ordinal);
        Assert.StartsWith("1 thing to mend: Training rows ", (await page.SeeAsync()).QuerySelector("#to-mend")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_YAML_follows_a_field_while_it_is_typed_and_what_is_wrong_is_said_when_it_is_left()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        await page.TypeAsync("sweep-name", "typed so far");
        await page.TypeAsync("trials", "7");
        var yaml = await YamlAsync(page);
        Assert.Contains("name: typed so far\n", yaml, StringComparison.Ordinal);
        Assert.Contains("trials: 7\n", yaml, StringComparison.Ordinal);

        await page.TypeAsync("trials", "0");
        Assert.Contains("trials: 0\n", await YamlAsync(page), StringComparison.Ordinal);
        Assert.Empty((await page.SeeAsync()).QuerySelectorAll(".error-text")); // there may be more to come
        await page.EnterAsync("trials", "0");
        Assert.NotEmpty((await page.SeeAsync()).QuerySelectorAll(".error-text"));
        await page.TypeAsync("trials", "-8"); // marked wrong, so it is judged while it is typed
        Assert.NotEmpty((await page.SeeAsync()).QuerySelectorAll(".error-text"));
        await page.TypeAsync("trials", "8");
        Assert.Empty((await page.SeeAsync()).QuerySelectorAll(".error-text"));
    }

    [Fact]
    public async Task The_form_follows_the_YAML_while_it_is_typed_as_soon_as_that_is_right()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        const string box = "Sweep file as YAML";
        var yaml = (await YamlAsync(page)).Replace("\"digits, first search\"", "of the text", StringComparison.Ordinal);
        await page.TypeAsync(box, yaml);
        Assert.Equal("of the text", Name(await page.SeeAsync()));

        foreach (var half in new[] { yaml + "samp", yaml.Replace("data: digits", "data: digi", StringComparison.Ordinal) })
        {
            await page.TypeAsync(box, half);
            var form = await page.SeeAsync();
            Assert.Empty(form.QuerySelectorAll(".error-text"));
            Assert.Null(form.QuerySelector("[data-wrong-data]"));
            Assert.Equal(half, await YamlAsync(page)); // nothing of it is lost
        }
        await page.EnterAsync(box, yaml + "samp");
        Assert.NotEmpty((await page.SeeAsync()).QuerySelectorAll(".error-text"));
        await page.TypeAsync(box, yaml);
        Assert.Empty((await page.SeeAsync()).QuerySelectorAll(".error-text"));
    }

    [Fact]
    public async Task An_option_at_its_default_does_not_vanish_while_it_is_typed()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        await page.EnterAsync("Pruner: median", "on");
        var option = (await page.SeeAsync()).QuerySelector("input[id^='pruner-'][placeholder]")!;
        await page.TypeAsync(option.Id!, option.GetAttribute("placeholder")!);
        Assert.Equal(option.GetAttribute("placeholder"), (await page.SeeAsync()).QuerySelector($"#{option.Id}")!.GetAttribute("value"));
        await page.EnterAsync(option.Id!, option.GetAttribute("placeholder")!);
        Assert.True(string.IsNullOrEmpty((await page.SeeAsync()).QuerySelector($"#{option.Id}")!.GetAttribute("value")));
    }

    [Fact]
    public async Task The_name_of_a_copy_is_its_own()
    {
        var id = await Some.SweepAsync(web, "name: copied");
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, $"sweeps/new?from={id}");
        await page.ReadyAsync();
        await page.EnterAsync("data-moons", "on");
        Assert.Equal("copied (again)", Name(await page.SeeAsync()));
    }

    [Fact]
    public async Task Data_that_are_not_here_are_named_at_the_top()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        Assert.Null((await page.SeeAsync()).QuerySelector("[data-wrong-data]"));
        await page.EnterAsync("Sweep file as YAML", (await YamlAsync(page)).Replace("data: digits", "data: rents", StringComparison.Ordinal));

        var form = await page.SeeAsync();
        Assert.StartsWith("The data set 'rents' is not here: choose another below, or add a table", form.QuerySelector("[data-wrong-data]")!.Words(), StringComparison.Ordinal);
        Assert.StartsWith("1 thing to mend: Data 'rents' is not a known data set", form.QuerySelector("#to-mend")!.Words(), StringComparison.Ordinal);
        Assert.Equal("to-mend", form.QuerySelector("button[type=submit]")!.GetAttribute("aria-describedby"));
        await page.EnterAsync("data-digits", "on");
        Assert.Null((await page.SeeAsync()).QuerySelector("[data-wrong-data]"));
    }

    [Fact]
    public async Task While_the_data_are_not_here_only_the_families_that_were_chosen_are_listed()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        var (all, chosen) = await FamiliesAsync();
        Assert.True(all > chosen);
        var yaml = await YamlAsync(page);

        await page.EnterAsync("Sweep file as YAML", yaml.Replace("data: digits", "data: rents", StringComparison.Ordinal));
        Assert.Equal((chosen, chosen), await FamiliesAsync());
        var families = (await page.SeeAsync()).QuerySelector("[aria-label='Model families']")!;
        Assert.DoesNotContain("Cannot learn", families.Words(), StringComparison.Ordinal);
        Assert.StartsWith("Choose data that are here", (await page.SeeAsync()).QuerySelector("[data-families-later]")!.Words(), StringComparison.Ordinal);

        await page.EnterAsync("data-digits", "on");
        Assert.Equal((all, chosen), await FamiliesAsync());
        Assert.Null((await page.SeeAsync()).QuerySelector("[data-families-later]"));

        async Task<(int All, int Chosen)> FamiliesAsync()
        {
            var boxes = (await page.SeeAsync()).QuerySelectorAll("[aria-label='Model families'] input");
            return (boxes.Length, boxes.Count(box => box.HasAttribute("checked")));
        }
    }

    [Fact]
    public async Task Nothing_is_told_of_a_sweep_that_is_to_mend()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        const string untold = "How long it takes is told when nothing is left to mend.";
        Assert.NotEqual(untold, (await page.SeeAsync()).QuerySelector("[data-forecast]")!.Words());
        await page.EnterAsync("trials", "0");
        var before = (await page.SeeAsync()).QuerySelector("[aria-label='Before you launch']")!;
        Assert.Equal(untold, before.QuerySelector("[data-forecast]")!.Words());
        Assert.DoesNotContain("Sampler:", before.Words(), StringComparison.Ordinal);
        await page.EnterAsync("trials", "12");
        Assert.NotEqual(untold, (await page.SeeAsync()).QuerySelector("[data-forecast]")!.Words());
    }

    [Fact]
    public async Task A_mistake_that_no_field_shows_stands_beside_the_YAML()
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        await page.EnterAsync("Sweep file as YAML", "trails: 3\n" + await YamlAsync(page));
        var yaml = (await page.SeeAsync()).QuerySelector("[data-mend=file]")!;
        Assert.Contains("trails", yaml.QuerySelector(".error-text")!.Words(), StringComparison.Ordinal);
        Assert.Equal("true", yaml.QuerySelector("textarea")!.GetAttribute("aria-invalid"));
    }

    private static string? Name(IElement form) => form.QuerySelector("#sweep-name")!.GetAttribute("value");

    private static async Task<string> YamlAsync(PageDriver page) => (await page.SeeAsync()).QuerySelector("textarea[data-draft]") is { } area ? area.GetAttribute("value") ?? area.TextContent : "";
}
