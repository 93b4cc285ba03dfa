using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;
using Platform.Web.Api;
using Platform.Web.Labels;
using Platform.Web.Launch;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The page of a data set on a real server without a browser.</summary>
public sealed class DatasetPageTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Data_sets_are_called_and_described_alike_in_the_form_and_in_their_list_and_how_to_get_one_can_be_copied()
    {
        await using var list = await PageDriver.OpenAsync<DatasetsPage>(web.Services, "data");
        await using var form = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await list.ReadyAsync();
        await form.ReadyAsync();
        var listed = (await list.SeeAsync()).QuerySelectorAll("a.choice").Select(card => card.Words()).ToList();
        var offered = (await form.SeeAsync()).QuerySelectorAll("[aria-label='Data set'] label.choice").Select(card => card.Words()).ToList();
        Assert.Equal(offered, listed); // those that are not here last in both
        Assert.Contains("Two moons moons 2 numbers, 2 classes, 2,000 to train on", listed);

        foreach (var page in new[] { form, await PageDriver.OpenAsync<DatasetPage>(web.Services, "data/mnist", ("Name", "mnist")) })
        {
            await page.ReadyAsync();
            var steps = (await page.SeeAsync()).QuerySelector("[data-steps=mnist]")!;
            Assert.Equal($"PLATFORM_DATA='{web.Services.GetRequiredService<PlatformFolders>().Data}' ./run.sh data get mnist", steps.QuerySelector("[data-copy]")!.GetAttribute("data-copy"));
            var lines = (await page.SeeAsync()).QuerySelectorAll("[data-copy^=mkdir]").Select(copy => copy.GetAttribute("data-copy")!.Split('\n')).First(l => l[0].EndsWith("/mnist' &&", StringComparison.Ordinal));
            Assert.Equal(9, lines.Length); // the folder, and each of four files fetched and checked
            Assert.All(lines[..^1], line => Assert.EndsWith(" &&", line, StringComparison.Ordinal)); // nothing is fetched beside the folder
        }
    }

    [Fact]
    public async Task Another_data_set_has_nothing_of_what_was_entered_for_the_one_before()
    {
        await using var page = await PageDriver.OpenAsync<Walk>(web.Services, "data/digits");
        await page.ReadyAsync();
        await page.GiveFileAsync("label-file", "part,row,label\ntrain,0,1\n");
        await page.TypeAsync("label-reason", "Second reading");
        Assert.Equal(["Send 1 row"], await SubmitAsync());
        Assert.Equal("Second reading", await ReasonAsync());

        await page.PressAsync("Go on");
        await Eventually.HoldsAsync(async () => (await page.SeeAsync()).QuerySelector("h1")?.Words() == "Two moons", expected: "the other data set is shown");
        Assert.Equal(["Choose a file"], await SubmitAsync());
        Assert.Equal("", await ReasonAsync());

        async Task<string> ReasonAsync() => (await page.SeeAsync()).QuerySelector("#label-reason")!.TextContent;

        async Task<IEnumerable<string>> SubmitAsync() => (await page.SeeAsync()).QuerySelectorAll("button[type=submit]").Select(button => button.Words());
    }

    [Fact]
    public async Task A_file_whose_content_does_not_come_is_refused_beside_its_field()
    {
        await using var page = await PageDriver.OpenAsync<DatasetPage>(web.Services, "data/digits", ("Name", "digits"));
        await page.ReadyAsync();
        await page.TypeAsync("label-reason", "Typed");
        await page.GiveFileAsync("label-file", new LateStream("", Task.FromException(new IOException("gone"))));
        var seen = await page.SeeAsync();
        Assert.Contains("could not be read to its end", seen.QuerySelector(".field:has(#label-file)")!.Words(), StringComparison.Ordinal);
        Assert.Equal("Typed", seen.QuerySelector("#label-reason")!.TextContent);
    }

    [Fact]
    public async Task Of_two_files_the_one_that_was_chosen_last_counts_whichever_comes_first()
    {
        await using var page = await PageDriver.OpenAsync<DatasetPage>(web.Services, "data/digits", ("Name", "digits"));
        await page.ReadyAsync();
        var late = new TaskCompletionSource();
        var first = page.GiveFileAsync("label-file", new LateStream("part,row,label\ntrain,0,1\n", late.Task));
        await page.GiveFileAsync("label-file", "part,row,label\ntrain,0,1\ntrain,1,2\n");
        late.SetResult();
        await first;
        Assert.Equal("Send 2 rows", (await page.SeeAsync()).QuerySelector("button[type=submit]")!.Words());
    }

    /// <summary>A content that comes, or fails, when a task does.</summary>
    private sealed class LateStream(string content, Task ready) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(content))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await ready;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>A visitor who goes from one data set to another: the page stays and is given another name.</summary>
    private sealed class Walk : ComponentBase
    {
        private string _name = "digits";

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, () => _name = "moons"));
            builder.AddContent(2, "Go on");
            builder.CloseElement();
            builder.OpenComponent<DatasetPage>(3);
            builder.AddComponentParameter(4, nameof(DatasetPage.Name), _name);
            builder.CloseComponent();
        }
    }
}
