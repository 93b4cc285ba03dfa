using Platform.Core.Trials;
using Platform.Web.Trials;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class ClassFiguresTests
{
    [Fact]
    public async Task Classes_have_precision_recall_and_f1_by_hand_and_none_where_nothing_is_known()
    {
        var confusion = new TestConfusion(["a", "b", "c"], [[6, 2, 0], [1, 3, 0], [0, 0, 0]]);
        var figures = ClassFigures.Of(confusion);
        Assert.Equal(new ClassFigures("a", 8, 6.0 / 7, 6.0 / 8, 12.0 / 15), figures[0]);
        Assert.Equal(new ClassFigures("b", 4, 3.0 / 5, 3.0 / 4, 6.0 / 9), figures[1]);
        Assert.Equal(new ClassFigures("c", 0, null, null, null), figures[2]);

        var body = await PageRenderer.RenderAsync<TestCard>(("Test", new TestEvaluated("c1", new Dictionary<string, double>(), "d1", SomeViews.Noon, confusion)));
        Assert.Equal(["a", "6", "2", "0", "75.00 %"], body.QuerySelector("[data-confusion] tbody tr")!.Children.Select(cell => cell.Words()));
        Assert.Equal(3, body.QuerySelectorAll("[data-classes] tbody tr").Length);
    }
}
