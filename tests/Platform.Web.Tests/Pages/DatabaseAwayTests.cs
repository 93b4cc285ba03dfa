using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Views;
using Platform.Testing;
using Platform.Web.Components;
using Platform.Web.Experiments;
using Platform.Web.Labels;
using Platform.Web.Launch;
using Platform.Web.Layout;
using Platform.Web.Registry;
using Platform.Web.Reports;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>Pages and dialogs with something typed, whose database goes away before it is sent.</summary>
public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task What_was_typed_stays_and_the_page_says_that_the_database_does_not_answer()
    {
        var cluster = await PostgresCluster.StartAsync();
        await using var server = await WebServer.StartAsync(("ConnectionStrings:Platform", cluster.ConnectionString), ("Web:RequireSilo", "false"));
        var services = server.Services;
        var sweep = (await server.Views.ExperimentAsync(await Some.SweepAsync(server)))!;
        var model = new ModelView("digits", [], new Dictionary<string, int>(StringComparer.Ordinal), []);

        await using var report = await PageDriver.OpenAsync<ReportEditPage>(services, "reports/new");
        await using var launch = await PageDriver.OpenAsync<NewSweepPage>(services, "sweeps/new");
        await using var data = await PageDriver.OpenAsync<DatasetPage>(services, "data/digits", ("Name", "digits"));
        await using var change = await PageDriver.OpenAsync<ChangeDialog>(services, $"sweeps/{sweep.Id}", ("Sweep", sweep));
        await using var alias = await PageDriver.OpenAsync<AliasDialog>(services, "models/digits", ("Model", model), ("Version", 1));
        await using var gates = await PageDriver.OpenAsync<GatesDialog>(services, "models/digits", ("Model", model));
        await using var retraining = await PageDriver.OpenAsync<RetrainingDialog>(services, "models/digits", ("Model", model));
        await using var promote = await PageDriver.OpenAsync<PromoteDialog>(services, "", ("Run", SomeViews.Trial()));
        await using var changed = await PageDriver.OpenAsync<NewSweepPage>(services, "sweeps/new"); // these only read: a check of the form, and the preview of a block
        await using var preview = await PageDriver.OpenAsync<ReportEditPage>(services, "reports/new");
        foreach (var page in new[] { report, launch, data, promote, changed, preview })
            await page.ReadyAsync();
        await report.TypeAsync("report-title", "Typed");
        await report.TypeAsync("report-text", "Typed for an hour");
        await launch.EnterAsync("sweep-name", "typed");
        await data.GiveFileAsync("label-file", "part,row,label\ntrain,0,1\n");
        await data.TypeAsync("label-reason", "Typed");
        await change.EnterAsync("change-trials", "9");
        await alias.TypeAsync("alias-why", "Typed");
        await gates.TypeAsync("Measure of gate 1", "test_accuracy");
        await gates.TypeAsync("Limit of gate 1", "0.9");
        await retraining.TypeAsync("retraining-epochs", "7");
        await promote.TypeAsync("promote-why", "Typed");

        await cluster.DisposeAsync();
        await using var late = await PageDriver.OpenAsync<PromoteDialog>(services, "", ("Run", SomeViews.Trial())); // begins with the names of models
        await Task.WhenAll(
            report.SubmitAsync("Report"), launch.SubmitAsync("launch"), data.SubmitAsync("body stack tight"), change.SubmitAsync("stack tight"), alias.SubmitAsync("stack"),
            gates.SubmitAsync("stack"), retraining.SubmitAsync("stack"), promote.SubmitAsync("stack"),
            changed.EnterAsync("Sweep file as YAML", Some.SweepFile("warm_start: [abcdefgh]")), preview.TypeAsync("report-text", "```model\nmodel: digits\n```\n"), late.ReadyAsync());

        await SaysAsync(report, "#report-text", "Typed for an hour");
        await SaysAsync(launch, "#sweep-name", "typed");
        await SaysAsync(data, "#label-reason", "Typed");
        await SaysAsync(change, "#change-trials", "9");
        await SaysAsync(alias, "#alias-why", "Typed");
        await SaysAsync(gates, "[aria-label='Limit of gate 1']", "0.9");
        await SaysAsync(retraining, "#retraining-epochs", "7");
        await SaysAsync(promote, "#promote-why", "Typed");

        foreach (var page in new[] { changed, preview, late })
            await Eventually.HoldsAsync(async () => (await page.SeeAsync()).Words().Contains(DatabaseAway.OfReading, StringComparison.Ordinal), expected: "it says that nothing could be read");
    }

    [Fact]
    public async Task A_dialog_that_fails_is_closed_and_says_so_and_the_next_one_can_be_opened()
    {
        await using var server = await WebServer.StartAsync();
        await using var page = await PageDriver.OpenAsync<Failing>(server.Services, "");
        await page.PressAsync("Fail");
        await Eventually.HoldsAsync(async () => (await page.SeeAsync()).QuerySelectorAll("button").Length == 1, expected: "the dialogs are there again");
        await page.PressAsync("Fail");
        Assert.Equal([DatabaseAway.Title, DatabaseAway.Title], page.Get<Toasts>().Shown.Select(toast => toast.Summary));
    }

    private static async Task SaysAsync(PageDriver page, string field, string typed)
    {
        var body = await page.SeeAsync();
        Assert.Contains(DatabaseAway.OfWriting, body.Words(), StringComparison.Ordinal);
        var found = body.QuerySelector(field)!;
        Assert.Equal(typed, found.GetAttribute("value") ?? found.TextContent);
    }

    /// <summary>Stands for the dialogs: a button that fails as a dialog does that asks a database that is away.</summary>
    private sealed class Failing : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<DialogBoundary>(0);
            builder.AddComponentParameter(1, nameof(DialogBoundary.ChildContent), (RenderFragment)(inside =>
            {
                inside.OpenComponent<Button>(0);
                inside.CloseComponent();
            }));
            builder.CloseComponent();
        }

        private sealed class Button : ComponentBase
        {
            protected override void BuildRenderTree(RenderTreeBuilder builder)
            {
                builder.OpenElement(0, "button");
                builder.AddAttribute(1, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, () => throw new Npgsql.NpgsqlException("away")));
                builder.AddContent(2, "Fail");
                builder.CloseElement();
            }
        }
    }
}
