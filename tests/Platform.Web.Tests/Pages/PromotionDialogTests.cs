using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Platform.Web.Registry;
using Platform.Web.Tests.Api;
using Platform.Web.Trials;
using Radzen;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The dialogs that move an alias, on a real server without a browser.</summary>
public sealed class PromotionDialogTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_worse_run_is_promoted_only_by_the_button_in_the_warning()
    {
        await PromoteAsync("pressed", await RunAsync(0.95), "champion");
        var worse = await RunAsync(0.9);
        await using var dialog = await PageDriver.OpenAsync<PromoteDialog>(web.Services, "", ("Run", worse));
        await dialog.ReadyAsync();
        await dialog.TypeAsync("promote-model", "pressed");
        await dialog.SubmitAsync("stack");
        await dialog.SubmitAsync("stack"); // the second half of a slow double click
        Assert.Equal("Promote anyway", (await dialog.SeeAsync()).QuerySelector(".notice.warn button")!.Words());
        Assert.Equal(1, (await web.Views.ModelAsync("pressed"))!.Aliases["champion"]);

        await dialog.PressAsync("Promote anyway");
        Assert.Equal(2, (await web.Views.ModelAsync("pressed"))!.Aliases["champion"]);
    }

    [Fact]
    public async Task An_alias_moves_to_a_worse_version_only_by_the_button_in_the_warning()
    {
        await PromoteAsync("moved", await RunAsync(0.95), "champion");
        await PromoteAsync("moved", await RunAsync(0.9), null);
        await using var dialog = await PageDriver.OpenAsync<AliasDialog>(web.Services, "", ("Model", await web.Views.ModelAsync("moved")), ("Version", 2));
        await dialog.SubmitAsync("stack");
        await dialog.SubmitAsync("stack");
        Assert.Equal(1, (await web.Views.ModelAsync("moved"))!.Aliases["champion"]);

        await dialog.PressAsync("Do it anyway");
        Assert.Equal(2, (await web.Views.ModelAsync("moved"))!.Aliases["champion"]);
    }

    [Fact]
    public async Task Without_an_alias_the_version_is_named_that_the_run_becomes_or_is_already()
    {
        await PromoteAsync("counted", await RunAsync(0.95), null);
        var second = await RunAsync(0.9);
        await PromoteAsync("counted", second, null);

        Assert.Equal("It can be asked for as counted@3.", await HelpAsync(await RunAsync(0.8), "counted"));
        Assert.Equal("It can be asked for as counted@2.", await HelpAsync(second, "counted"));
        Assert.Equal("It can be asked for as brand-new@1.", await HelpAsync(second, "brand-new"));
    }

    [Fact]
    public async Task A_dialog_that_is_left_while_a_run_is_measured_promotes_nothing_and_closes_no_other_one()
    {
        var digest = Some.Digest(977);
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), 0.9, digest);
        Some.StoreCheckpoint(web, digest);
        await using var page = await PageDriver.OpenAsync<Leaving>(web.Services, "", ("Run", await web.Views.TrialAsync(trial.Id)));
        await page.ReadyAsync();
        await page.TypeAsync("promote-model", "left");
        var promoting = page.SubmitAsync("stack");
        await Eventually.HoldsAsync(async () => (await web.Commands.LoadTrialAsync(trial.Id)).TestEvaluationWanted);

        await page.PressAsync("Leave");
        var other = page.Get<DialogService>().OpenAsync<LeaveDialog>("Another");
        await Some.TestedAsync(web, trial, 0.9);
        await promoting;

        Assert.Null(await web.Views.ModelAsync("left"));
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task What_is_told_and_undone_is_what_was_done_and_no_earlier_move()
    {
        var promotion = web.Services.GetRequiredService<ModelPromotion>();
        var (first, second) = (await RunAsync(0.95), await RunAsync(0.96));
        await PromoteAsync(first, "champion");
        var moved = await PromoteAsync(second, "champion");
        Assert.Equal(("told has version 2 now.", 1), (moved.Words, moved.Moved!.PreviousVersion));

        var repeated = await PromoteAsync(first, null);
        Assert.Equal("Nothing has changed: the trial is version 1 of told already.", repeated.Words);
        Assert.Null(promotion.Undo(repeated, "anonymous"));
        var there = await promotion.MoveAliasAsync("told", "champion", 2, "", confirmed: true, "anonymous", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("Nothing has changed: champion points to version 2 already.", there.Words);
        Assert.Null(promotion.Undo(there, "anonymous"));

        var challenger = await promotion.MoveAliasAsync("told", "challenger", 1, "", confirmed: true, "anonymous", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("challenger points to version 1 now.", challenger.Words);
        await promotion.Undo(challenger, "anonymous")!();
        await promotion.Undo(moved, "anonymous")!();
        Assert.Equal([("champion", 1)], (await web.Views.ModelAsync("told"))!.Aliases.Select(alias => (alias.Key, alias.Value)));

        Task<PromotionDone> PromoteAsync(TrialView run, string? alias) =>
            promotion.PromoteAsync("told", run.Id, alias, "", confirmed: false, "anonymous", cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Data_that_is_no_longer_here_is_said_to_be_gone_without_a_link()
    {
        await PromoteAsync("traced", await RunAsync(0.95), null);
        var model = (await web.Views.ModelAsync("traced"))!;
        var lineage = web.Services.GetRequiredService<ModelLineage>();
        var cancellation = TestContext.Current.CancellationToken;
        var here = (await lineage.OfAsync(model, model.Versions[0] with { DataName = "digits" }, cancellation))[0];
        var gone = (await lineage.OfAsync(model, model.Versions[0] with { DataName = "rents" }, cancellation))[0];
        Assert.Equal(("Data digits", "data/digits"), (here.Title, here.Href));
        Assert.Equal(("Data rents, no longer here", null), (gone.Title, gone.Href));
    }

    [Fact]
    public async Task Where_a_version_comes_from_gives_the_data_no_time_later_than_the_sweeps()
    {
        await PromoteAsync("in-order", await RunAsync(0.95), "champion");
        var model = (await web.Views.ModelAsync("in-order"))!;
        var steps = await web.Services.GetRequiredService<ModelLineage>().OfAsync(model, model.Versions[0], TestContext.Current.CancellationToken);
        Assert.Equal(["data", "sweep", "trial", "checkpoint", "test", "version", "alias"], steps.Select(step => step.Kind));
        Assert.Null(steps[0].At); // the trial read them later than the sweep was launched
        Assert.NotNull(steps[0].Sequence);
    }

    [Fact]
    public async Task The_models_page_says_what_its_test_measure_measures()
    {
        var digest = Some.Digest(978);
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), 0.9, digest);
        Some.StoreCheckpoint(web, digest);
        await web.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(digest, new Dictionary<string, double>(StringComparer.Ordinal) { ["test_rmse"] = 2.5, ["test_loss"] = 6.25 }, "d", Some.Noon));
        await PromoteAsync("explained", (await web.Views.TrialAsync(trial.Id))!, "champion");
        await using var page = await PageDriver.OpenAsync<ModelPage>(web.Services, "models/explained", ("Name", "explained"));
        await page.ReadyAsync();
        Assert.Equal($"RMSE: {MeasureHelp.Of("test_rmse")}", (await page.SeeAsync()).QuerySelector("[data-measure-help]")!.Words());
        Assert.False(string.IsNullOrEmpty(MeasureHelp.Of("test_rmse")));
    }

    [Fact]
    public async Task A_version_is_taken_out_when_that_was_said_twice_and_then_the_model_may_go()
    {
        await PromoteAsync("unwanted", await RunAsync(0.9), "champion");
        await using var page = await PageDriver.OpenAsync<ModelPage>(web.Services, "models/unwanted", ("Name", "unwanted"));
        await page.ReadyAsync();
        await AnswerAsync(null);
        Assert.Single((await web.Views.ModelAsync("unwanted"))!.Live);
        Assert.DoesNotContain((await page.SeeAsync()).QuerySelectorAll("button"), b => b.Words() == "Take the model out");

        await AnswerAsync(true);
        var left = (await web.Views.ModelAsync("unwanted"))!;
        Assert.Empty(left.Live);
        Assert.Empty(left.Aliases);
        var seen = await page.SeeAsync();
        Assert.Contains("No version any more", seen.QuerySelector("[aria-label=Versions]")!.Words(), StringComparison.Ordinal);

        await AnswerAsync(null, "Take the model out");
        Assert.NotNull(await web.Views.ModelAsync("unwanted"));
        await Assert.ThrowsAsync<NavigationException>(() => AnswerAsync(true, "Take the model out")); // to the models, where there is a browser
        Assert.Null(await web.Views.ModelAsync("unwanted"));

        async Task AnswerAsync(bool? answer, string button = "Take version 1 out")
        {
            var (asked, dialogs) = (new TaskCompletionSource(), page.Get<DialogService>());
            void OnOpen(string? title, Type type, Dictionary<string, object?> parameters, DialogOptions options) => asked.TrySetResult();
            dialogs.OnOpen += OnOpen;
            var pressed = page.PressAsync(button);
            await asked.Task;
            dialogs.OnOpen -= OnOpen;
            dialogs.Close(answer);
            await pressed;
        }
    }

    [Fact]
    public async Task A_model_that_got_a_version_meanwhile_is_not_deleted_by_who_saw_it_without_any()
    {
        await PromoteAsync("filled", await RunAsync(0.9), null);
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => web.Commands.ApplyAsync("filled", new DeleteModel("me") { At = Some.Noon, OnlyEmpty = true }));
        Assert.Equal("The model has version 1; nothing was deleted. Take its versions out first.", refused.Message);
        await web.Commands.ApplyAsync("filled", new DeleteVersion(1, "me") { At = Some.Noon });
        await web.Commands.ApplyAsync("filled", new DeleteModel("me") { At = Some.Noon, OnlyEmpty = true });
        Assert.Null(await web.Views.ModelAsync("filled"));
    }

    [Fact]
    public async Task A_dialog_before_a_version_goes_names_the_aliases_that_will_point_to_nothing()
    {
        var body = await PageRenderer.RenderAsync<TakeOutDialog>(("Aliases", new[] { "champion", "challenger" }));
        Assert.StartsWith("champion and challenger point to it and will point to nothing", body.QuerySelector(".notice")!.Words(), StringComparison.Ordinal);
        var plain = await PageRenderer.RenderAsync<TakeOutDialog>();
        Assert.Null(plain.QuerySelector(".notice"));
        Assert.Contains("promote that again", plain.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("promote", (await PageRenderer.RenderAsync<TakeOutDialog>(("IsOutside", true))).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_a_table_are_told_in_units_of_the_column_that_is_predicted_and_accuracies_are_explained()
    {
        var digest = Some.Digest(979);
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web, "data: friedman", "fixed: {model: mlp}"), 0.9, digest);
        Some.StoreCheckpoint(web, digest);
        var test = new Dictionary<string, double>(StringComparer.Ordinal) { ["test_rmse"] = 120.25, ["test_mae"] = 100, ["test_r2"] = 0.5 };
        await web.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(digest, test, "d", Some.Noon));
        await PromoteAsync("in-units", (await web.Views.TrialAsync(trial.Id))!, "champion");
        await PromoteAsync("of-classes", await RunAsync(0.93), "champion");

        await using var model = await PageDriver.OpenAsync<ModelPage>(web.Services, "models/in-units", ("Name", "in-units"));
        await model.ReadyAsync();
        Assert.Equal("RMSE 120.2, in units of y", (await model.SeeAsync()).QuerySelector("[aria-label=Versions] [data-unit]")!.ParentElement!.Words());
        Assert.EndsWith("error, in the target's unit: units of y.", (await model.SeeAsync()).QuerySelector("[data-measure-help]")!.Words(), StringComparison.Ordinal);
        await using var page = await PageDriver.OpenAsync<TrialPage>(web.Services, $"trials/{trial.Id}", ("Id", trial.Id));
        await page.ReadyAsync();
        Assert.Equal(["100, in units of y", "120.2, in units of y"], (await page.SeeAsync()).QuerySelectorAll("[aria-label=Result] [data-unit]").Select(unit => unit.ParentElement!.Words()));

        await using var classes = await PageDriver.OpenAsync<ModelPage>(web.Services, "models/of-classes", ("Name", "of-classes"));
        await classes.ReadyAsync();
        Assert.Equal("Accuracy: Share of rows whose most probable class is right.", (await classes.SeeAsync()).QuerySelector("[data-measure-help]")!.Words());
        Assert.Null((await classes.SeeAsync()).QuerySelector("[data-unit]"));
    }

    [Fact]
    public async Task A_trials_page_says_of_which_versions_it_is_and_offers_its_promotion_second()
    {
        var run = await RunAsync(0.95);
        await using var page = await PageDriver.OpenAsync<TrialPage>(web.Services, $"trials/{run.Id}", ("Id", run.Id));
        await page.ReadyAsync();
        Assert.Equal(("Promote", true), await OfferAsync());
        Assert.Null((await page.SeeAsync()).QuerySelector("[data-promoted]"));

        await PromoteAsync("shown-once", run, "champion");
        await Eventually.HoldsAsync(async () => (await page.SeeAsync()).QuerySelector("[data-promoted]") is not null);
        var said = (await page.SeeAsync()).QuerySelector("[data-promoted]")!;
        Assert.Equal(("Promoted as shown-once version 1.", "models/shown-once"), (said.Words(), said.QuerySelector("a")!.GetAttribute("href")));
        Assert.Equal(("Promote again", false), await OfferAsync());

        var other = await RunAsync(0.9);
        await using var untouched = await PageDriver.OpenAsync<TrialPage>(web.Services, $"trials/{other.Id}", ("Id", other.Id));
        await untouched.ReadyAsync();
        Assert.Null((await untouched.SeeAsync()).QuerySelector("[data-promoted]"));

        async Task<(string Text, bool First)> OfferAsync()
        {
            var button = (await page.SeeAsync()).QuerySelectorAll(".actions > button")[^1];
            return (button.Words(), button.ClassList.Contains("primary"));
        }
    }

    [Fact]
    public async Task A_trials_page_hears_that_its_version_was_taken_out_and_that_its_model_was_renamed()
    {
        var run = await RunAsync(0.94);
        await PromoteAsync("shown-first", run, null);
        await PromoteAsync("shown-second", run, null);
        await using var page = await PageDriver.OpenAsync<TrialPage>(web.Services, $"trials/{run.Id}", ("Id", run.Id));
        await page.ReadyAsync();
        Assert.Equal("Promoted as shown-first version 1, shown-second version 1.", await SaidAsync());

        await web.Commands.ApplyAsync("shown-second", new DeleteVersion(1, "anonymous") { At = Some.Noon });
        await SaysAsync("Promoted as shown-first version 1.");
        await web.Commands.RenameModelAsync("shown-first", "shown-otherwise", "anonymous", Some.Noon);
        await SaysAsync("Promoted as shown-otherwise version 1.");
        await web.Commands.ApplyAsync("shown-otherwise", new DeleteModel("anonymous") { At = Some.Noon });
        await SaysAsync(null);

        async Task<string?> SaidAsync() => (await page.SeeAsync()).QuerySelector("[data-promoted]")?.Words();
        Task SaysAsync(string? words) => Eventually.HoldsAsync(async () => await SaidAsync() == words);
    }

    private async Task<string> HelpAsync(TrialView run, string model)
    {
        await using var dialog = await PageDriver.OpenAsync<PromoteDialog>(web.Services, "", ("Run", run));
        await dialog.ReadyAsync();
        await dialog.TypeAsync("promote-model", model);
        Assert.Contains($"{model}@champion", (await dialog.SeeAsync()).Words(), StringComparison.Ordinal);
        await dialog.EnterAsync("promote-alias", "");
        return (await dialog.SeeAsync()).QuerySelector("#promote-alias")!.ParentElement!.QuerySelector(".help")!.Words();
    }

    private async Task<TrialView> RunAsync(double accuracy)
    {
        var digest = Some.Digest((int)(accuracy * 1_000));
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), accuracy, digest);
        Some.StoreCheckpoint(web, digest);
        await Some.TestedAsync(web, trial, accuracy);
        return (await web.Views.TrialAsync(trial.Id))!;
    }

    private async Task PromoteAsync(string model, TrialView run, string? alias) => await web.PostAsync(
        $"/api/v1/models/{model}/versions", alias is null ? $$"""{"trialId":"{{run.Id}}"}""" : $$"""{"trialId":"{{run.Id}}","alias":"{{alias}}"}""", System.Net.HttpStatusCode.Created);

    /// <summary>A visitor who closes the dialog while it works.</summary>
    private sealed class Leaving : ComponentBase
    {
        private bool _left;

        [Parameter, EditorRequired] public TrialView Run { get; set; } = null!;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, () => _left = true));
            builder.AddContent(2, "Leave");
            builder.CloseElement();
            if (_left)
                return;
            builder.OpenComponent<PromoteDialog>(3);
            builder.AddComponentParameter(4, nameof(PromoteDialog.Run), Run);
            builder.CloseComponent();
        }
    }
}
