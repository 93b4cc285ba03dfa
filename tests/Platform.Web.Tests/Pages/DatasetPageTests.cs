using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Platform.Testing;
using Platform.Web.Labels;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The page of a data set on a real server without a browser.</summary>
public sealed class DatasetPageTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Another_data_set_has_nothing_of_what_was_entered_for_the_one_before()
    {
        await using var page = await PageDriver.OpenAsync<Walk>(web.Services, "data/digits");
        await page.ReadyAsync();
        await page.GiveFileAsync("label-file", "part,row,label\ntrain,0,1\n");
        await page.TypeAsync("label-reason", "Second reading");
        Assert.Equal(["Send 1 row"], await SubmitAsync());

        await page.PressAsync("Go on");
        await Eventually.HoldsAsync(async () => (await page.SeeAsync()).QuerySelector("h1")?.Words() == "moons", expected: "the other data set is shown");
        Assert.Equal(["Choose a file"], await SubmitAsync());
        Assert.Equal("", (await page.SeeAsync()).QuerySelector("#label-reason")!.GetAttribute("value") ?? "");

        async Task<IEnumerable<string>> SubmitAsync() => (await page.SeeAsync()).QuerySelectorAll("button[type=submit]").Select(button => button.Words());
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
