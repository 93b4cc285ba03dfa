using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Registry;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The dialog of gates: what it offers, which bound it proposes, and what it says of a measure that no version has.</summary>
public sealed class GatesDialogTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Measure = "Measure of gate 1";

    [Fact]
    public async Task A_gate_is_offered_the_measures_that_versions_have_with_what_the_served_one_was_measured_at()
    {
        await using var dialog = await OpenAsync("offered", ("test_rmse", 120.25), ("test_r2", 0.9), ("test_loss", 0.1));
        Assert.Equal(
            ["test_loss: Test loss: 0.1 now (version 1)", "test_r2: Test R2: 0.9 now (version 1)", "test_rmse: Test RMSE: 120.25 now (version 1)", "latency_p99_ms: Milliseconds within which 99 of 100 answers come", " : another measure…"],
            (await dialog.SeeAsync()).QuerySelectorAll($"select[aria-label='{Measure}'] option").Select(option => $"{option.GetAttribute("value")}: {option.Words()}"));
        Assert.Equal(("test_rmse", "AtMost", "120.2"), await FirstAsync(dialog)); // the measure that sums the test up
    }

    [Theory]
    [InlineData("test_loss", "AtMost")]
    [InlineData("test_accuracy", "AtLeast")]
    [InlineData("latency_p99_ms", "AtMost")]
    public async Task The_bound_that_a_measures_sense_asks_for_is_proposed(string measure, string bound)
    {
        await using var dialog = await OpenAsync($"bound-{bound}-{measure}", ("test_accuracy", 0.9), ("test_loss", 0.1));
        await dialog.EnterAsync("Kind of gate 1", bound == "AtMost" ? "AtLeast" : "AtMost");
        await dialog.EnterAsync(Measure, measure);
        Assert.Equal((measure, bound), (await FirstAsync(dialog)) is var (chosen, proposed, _) ? (chosen, proposed) : default);
        await dialog.EnterAsync("Kind of gate 1", "NoWorse");
        await dialog.EnterAsync(Measure, "test_accuracy");
        Assert.Equal("NoWorse", (await FirstAsync(dialog)).Kind); // a comparison has no sense to propose
    }

    [Fact]
    public async Task The_kind_stays_as_it_was_chosen_while_a_name_is_typed()
    {
        await using var dialog = await OpenAsync("typed", ("test_accuracy", 0.9), ("test_loss", 0.1));
        await dialog.EnterAsync(Measure, " ");
        foreach (var typed in new[] { "test_loss", "test_loss_smoothed_accuracy", "latency_p99_ms" })
        {
            await dialog.EnterAsync("Kind of gate 1", "AtLeast");
            await dialog.TypeAsync("Name of gate 1's measure", typed);
            Assert.Equal("AtLeast", (await FirstAsync(dialog)).Kind);
        }
        await dialog.EnterAsync("Kind of gate 1", "AtMost");
        await dialog.TypeAsync("Name of gate 1's measure", "test_accuracy");
        Assert.Equal("AtMost", (await FirstAsync(dialog)).Kind);
    }

    [Fact]
    public async Task A_measure_that_no_version_has_is_objected_to_once()
    {
        await using var dialog = await OpenAsync("mistyped", ("test_accuracy", 0.9), ("test_loss", 0.1));
        await dialog.EnterAsync(Measure, " ");
        await dialog.TypeAsync("Name of gate 1's measure", "test_acuracy");
        await dialog.TypeAsync("Limit of gate 1", "0.97");
        await dialog.SubmitAsync("stack");
        Assert.Equal(
            "gate 1: no version of mistyped has the measure 'test_acuracy', and one without it never passes. Their tests have test_accuracy, test_loss. If later versions will have it, press Set gates once more.",
            (await dialog.SeeAsync()).QuerySelector("[role=alert]")!.Words());
        Assert.Null((await ModelAsync("mistyped")).Gates);

        await dialog.SubmitAsync("stack");
        Assert.Equal([new PromotionGate(GateKind.AtLeast, "test_acuracy", 0.97)], (await ModelAsync("mistyped")).Gates!.Gates);
        await using var again = await PageDriver.OpenAsync<GatesDialog>(web.Services, "", ("Model", await ModelAsync("mistyped")));
        Assert.Equal("test_acuracy", (await again.SeeAsync()).QuerySelector("input[aria-label^='Name of gate 1']")!.GetAttribute("value"));
        await again.TypeAsync("Limit of gate 1", "0.98");
        await again.SubmitAsync("stack");
        Assert.Contains("no version of mistyped has", (await again.SeeAsync()).QuerySelector("[role=alert]")!.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GateKind.NoWorseByGroup, "accuracy", false)]
    [InlineData(GateKind.NoWorseByGroup, "test_accuracy", false)]
    [InlineData(GateKind.NoWorseByGroup, "true_positive_rate", false)] // of groups of two classes, which the model's view does not hold
    [InlineData(GateKind.NoWorse, "accuracy", true)]
    [InlineData(GateKind.NoWorseByGroup, "acuracy", true)]
    public async Task Groups_have_their_measures_with_and_without_their_beginning(GateKind kind, string measure, bool unseen)
    {
        await using var dialog = await OpenAsync($"grouped-{kind}-{measure}".ToLowerInvariant(), ("test_accuracy", 0.9));
        var model = await ModelAsync($"grouped-{kind}-{measure}".ToLowerInvariant());
        Assert.Equal(unseen, GateMeasures.Unseen(model, new PromotionGate(kind, measure, 0.01)) is not null);
    }

    [Fact]
    public async Task A_gate_without_measure_or_limit_says_which()
    {
        await using var dialog = await OpenAsync("half", ("test_accuracy", 0.9));
        await dialog.SubmitAsync("stack");
        Assert.Equal("gate 1: has no limit; write a number with a point, such as 0.97.", await ErrorAsync());
        await dialog.TypeAsync("Limit of gate 1", "0.9");
        await dialog.PressAsync("Add a gate");
        await dialog.TypeAsync("Limit of gate 2", "0.9");
        await dialog.SubmitAsync("stack");
        Assert.Equal("gate 2: asks for no measure; choose one.", await ErrorAsync());

        async Task<string> ErrorAsync() => (await dialog.SeeAsync()).QuerySelector("[role=alert]")!.Words();
    }

    private async Task<PageDriver> OpenAsync(string model, params (string Name, double Value)[] test)
    {
        var digest = Some.Digest(990);
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), 0.9, digest);
        Some.StoreCheckpoint(web, digest);
        await web.Commands.ApplyAsync(trial.Id, new Platform.Core.Trials.RecordTestEvaluation(digest, test.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal), "d", Some.Noon));
        await web.PostAsync($"/api/v1/models/{model}/versions", $$"""{"trialId":"{{trial.Id}}","alias":"champion"}""", System.Net.HttpStatusCode.Created);
        return await PageDriver.OpenAsync<GatesDialog>(web.Services, "", ("Model", await ModelAsync(model)));
    }

    private async Task<ModelView> ModelAsync(string name) => (await web.Views.ModelAsync(name))!;

    private static async Task<(string? Measure, string? Kind, string? Limit)> FirstAsync(PageDriver dialog)
    {
        var body = await dialog.SeeAsync();
        return (Chosen(Measure), Chosen("Kind of gate 1"), body.QuerySelector("[aria-label='Limit of gate 1']")!.GetAttribute("placeholder"));

        string? Chosen(string label) => body.QuerySelector($"select[aria-label='{label}'] option[selected]")?.GetAttribute("value");
    }
}
