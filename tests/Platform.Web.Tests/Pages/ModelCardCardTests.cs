using AngleSharp.Dom;
using Platform.Core.Registry;
using Platform.Web.Registry;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The card of a model as somebody edits it, on a real server without a browser.</summary>
public sealed class ModelCardCardTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Who_saves_after_somebody_else_has_written_is_told_so_and_keeps_the_text()
    {
        await web.Commands.ApplyAsync("written", new EnterModel("written", "", new Dictionary<string, string>(StringComparer.Ordinal), "ada") { At = Some.Noon });
        await WriteAsync("First.", "ada", Some.Noon);
        await using var card = await PageDriver.OpenAsync<ModelCardCard>(web.Services, "models/written", ("Model", await web.Views.ModelAsync("written")));
        await card.ReadyAsync();
        await card.PressAsync("Edit");
        await card.TypeAsync("model-card-text", "Mine.");
        await WriteAsync("Other.", "bob", Some.Noon.AddMinutes(1));

        await card.SubmitAsync("body stack tight");

        Assert.Equal("Other.", (await web.Views.ModelAsync("written"))!.Card!.Text);
        Assert.Contains(card.Get<Platform.Web.Components.Toasts>().Shown, toast => toast.IsFailure && toast.Detail.Contains("bob has written another card", StringComparison.Ordinal));
        Assert.NotNull((await card.SeeAsync()).QuerySelector("#model-card-text"));
    }

    private Task<RegisteredModel> WriteAsync(string text, string by, DateTimeOffset at) => web.Commands.ApplyAsync("written", new WriteModelCard(text, by) { At = at });
}
