using System.Text.RegularExpressions;
using Platform.Web.Components;
using Platform.Web.Palette;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Palette;

public sealed partial class PaletteListTests
{
    [Theory]
    [InlineData("nsw", "New sweep", true)]
    [InlineData("sweep new", "New sweep", true)]
    [InlineData("NEW", "New sweep", true)]
    [InlineData("wen", "New sweep", false)] // not in that order
    [InlineData("news", "New", false)]
    [InlineData("", "New sweep", true)]
    public void A_title_fits_if_every_words_letters_are_in_it_in_order(string text, string title, bool fits) => Assert.Equal(fits, FuzzyMatch.Score(text, title) is not null);

    [Theory]
    [InlineData("mod", "Models", "Some old thing")]
    [InlineData("rn", "Resnet node", "Corona")] // beginnings of words count more than letters inside
    [InlineData("runs", "Runs", "Rounds of nets")] // side by side counts more than apart
    [InlineData("cifar", "cifar baseline", "second cifar")]
    public void The_better_match_scores_higher(string text, string better, string worse) => Assert.True(FuzzyMatch.Score(text, better) > FuzzyMatch.Score(text, worse));

    [Fact]
    public void Of_all_ways_to_match_the_best_counts() => Assert.Equal(FuzzyMatch.Score("ab", "ab"), FuzzyMatch.Score("ab", "xa ab") + 4); // but for the title's start

    [Fact]
    public void The_group_with_the_best_entry_comes_first_and_no_group_is_endless()
    {
        var runs = Enumerable.Range(0, 50).Select(n => new PaletteEntry("Runs", $"a moderately long run {n}", "runs"));
        var list = PaletteList.Rank("model", [.. runs, new PaletteEntry("Runs", "my odd element", "runs"), new PaletteEntry("Pages", "Models", "model")]);
        Assert.Equal(["Pages", "Runs"], list.Select(g => g.Kind));
        Assert.Equal(PaletteList.MostOfAGroup, PaletteList.Rank("a mod", runs).Single().Entries.Count);
        Assert.Equal(PaletteList.Most, PaletteList.Rank("", Enumerable.Range(0, 200).Select(n => new PaletteEntry($"{n / 5}", $"{n}", "runs"))).Sum(g => g.Entries.Count));
    }

    [Fact]
    public void Without_a_text_the_order_given_stays() =>
        Assert.Equal(["Actions", "Recent", "Pages"], PaletteList.Rank("", [new PaletteEntry("Actions", "b", "runs"), new PaletteEntry("Recent", "a", "runs"), new PaletteEntry("Pages", "c", "runs")]).Select(g => g.Kind));

    [Fact]
    public void Other_words_find_an_entry_too_but_its_title_counts_more()
    {
        var list = PaletteList.Rank("home", [new PaletteEntry("Pages", "Sweeps", "sweeps") { Words = "home" }, new PaletteEntry("Runs", "Home run", "runs")]);
        Assert.Equal(["Home run", "Sweeps"], list.SelectMany(g => g.Entries).Select(e => e.Title));
    }

    [Fact]
    public async Task Who_looks_for_an_upload_finds_the_page_that_takes_files()
    {
        var pages = await new MainPages().FindAsync(new PaletteQuery("upload csv", "data"), CancellationToken.None);
        Assert.Equal("new-data", PaletteList.Rank("upload csv", pages).SelectMany(group => group.Entries).First().Address);
    }

    [Fact]
    public async Task What_the_navigation_names_is_found_and_keys_that_are_told_lead_there()
    {
        var navigation = NavigationLink().Matches(await File.ReadAllTextAsync(Path.Combine(PageFilesTests.Web, "Layout", "MainLayout.razor"))).Select(m => (m.Groups["address"].Value, m.Groups["keys"].Value)).ToList();
        Assert.NotEmpty(navigation);
        Assert.Equal(navigation, MainPages.All.Select(page => (page.Address!, page.Keys!)));
        Assert.Equal("reports/new", PaletteList.Rank("new report", await new MainPages().FindAsync(new PaletteQuery("new report", ""), CancellationToken.None)).SelectMany(group => group.Entries).First().Address);
        var script = await File.ReadAllTextAsync(Path.Combine(PageFilesTests.Web, "wwwroot", "js", "app.js"));
        Assert.All(MainPages.All.Where(page => page.Keys!.StartsWith("g ", StringComparison.Ordinal)), page => Assert.Contains($" {page.Keys![2..]}: \"{page.Address}\"", script, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_icon_of_the_main_pages_exists() => Assert.All(MainPages.All, page => Assert.True(Icons.IsKnown(page.Icon)));

    [GeneratedRegex("<NavLink href=\"(?<address>[^\"]*)\"[^>]*title=\"[^(]*\\((?<keys>[^)]*)\\)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NavigationLink();
}
