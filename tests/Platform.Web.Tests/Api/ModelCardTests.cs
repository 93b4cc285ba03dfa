using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Web.Registry;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>The card of a model on its page, of models that the registry has.</summary>
public sealed class ModelCardTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_test_is_told_only_of_the_checkpoint_that_it_measured()
    {
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(901));
        Dictionary<string, double> measures = new(StringComparer.Ordinal) { ["test_accuracy"] = 0.9 };
        trial = await web.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(
            trial.BestCheckpoint!, measures, "d", Some.Noon, new TestConfusion(["even", "odd"], [[1, 1], [0, 2]]), [new TestGroup("sex", "Female", 4, new Dictionary<string, double> { ["accuracy"] = 0.75 })]));
        var tested = Promotion.Of("carded", trial, trial.Test!, ModelAlias.Champion, confirmed: true, "me", "", Some.Noon, usualHorizon: 96);
        await web.Commands.ApplyAsync("carded", tested);

        var card = await CardAsync();
        Assert.Contains("Test by sex", card.Words(), StringComparison.Ordinal);
        Assert.Contains("Of the test rows of class 'even' it finds 50 % (1 of 2).", card.Words(), StringComparison.Ordinal);
        Assert.Contains(Some.Digest(901), card.Words(), StringComparison.Ordinal);

        // Another checkpoint of the same run, whose digest the test does not name.
        await web.Commands.ApplyAsync("carded", tested with { Checkpoint = Some.Digest(902), Epoch = 1 });

        card = await CardAsync();
        Assert.Contains("Facts of version 2", card.Words(), StringComparison.Ordinal);
        Assert.Contains(Some.Digest(902), card.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Test by sex", card.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Of the test rows of class", card.Words(), StringComparison.Ordinal);
        Assert.Contains("It was not tested by groups of rows", card.Words(), StringComparison.Ordinal);
    }

    private async Task<IElement> CardAsync() => await PageRenderer.RenderAsync<ModelCardCard>(
        "", services => services.AddSingleton(web.Services.GetRequiredService<ModelCards>()).AddSingleton(web.Commands), ("Model", await web.Views.ModelAsync("carded")));
}
