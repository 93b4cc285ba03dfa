using Microsoft.AspNetCore.Components;
using Platform.Core.Trials;
using Platform.Web.Registry;
using Platform.Web.Trials.Mistakes;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class ConfusionTableTests
{
    [Theory]
    [InlineData(0, "2: truly b, taken for a")]
    [InlineData(1, "6: truly a, taken for a")]
    public async Task The_Tab_key_enters_at_the_first_mistake_or_at_the_first_count(int matrix, string entered)
    {
        var confusion = new TestConfusion(["a", "b"], matrix == 0 ? [[6, 0], [2, 3]] : [[6, 0], [0, 3]]);

        var body = await PageRenderer.RenderAsync<ConfusionTable>(("Confusion", confusion), ("Chosen", EventCallback.Factory.Create<ConfusionCell>(this, () => { })));

        Assert.Equal(entered, Assert.Single(body.QuerySelectorAll("button[tabindex='0']")).GetAttribute("aria-label"));
    }
}
