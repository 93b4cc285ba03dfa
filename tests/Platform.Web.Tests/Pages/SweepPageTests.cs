using System.Globalization;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Testing;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Experiments;
using Platform.Web.Experiments.Board;
using Platform.Web.Launch;
using Platform.Web.Live;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The pages of sweeps on a real server, pressed and filled without a browser.</summary>
public sealed class SweepPageTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task News_that_comes_while_a_sweeps_page_is_being_read_is_not_lost()
    {
        await using var server = await WebServer.StartAsync(); // its readers know nothing yet
        var id = await Some.SweepAsync(server);
        var live = server.Services.GetRequiredService<LiveJournal>();
        await using var connection = await server.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var holds = connection.CreateCommand())
        {
            holds.CommandText = "lock table platform_silos in access exclusive mode"; // what the page reads last
            await holds.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await using var page = await PageDriver.OpenAsync<SweepPage>(server.Services, $"sweeps/{id}", ("Id", id));
        await Eventually.HoldsAsync(async () => await WaitingAsync(server), expected: "the page waits for the silos");
        await server.Commands.ApplyAsync(id, new PauseExperiment("ada", Some.Noon));
        var sequence = (await server.Journal.ReadStreamAsync(StreamNames.Experiment(id)))[^1].Sequence;
        await Eventually.HoldsAsync(() => live.Position >= sequence);
        await page.SeeAsync(); // behind what the feed has put into the page's queue
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        await page.ReadyAsync();

        var buttons = (await page.SeeAsync()).QuerySelectorAll("button").Select(b => b.Words()).ToList();
        Assert.Contains("Resume", buttons);
        Assert.DoesNotContain("Pause", buttons);
    }

    [Fact]
    public async Task A_sweep_is_archived_in_the_list_found_again_and_brought_back_on_its_page()
    {
        await using var server = await WebServer.StartAsync();
        var (kept, away) = (await Some.SweepAsync(server, "name: kept"), await Some.SweepAsync(server, "name: put away"));
        foreach (var id in new[] { kept, away })
            await server.Commands.ApplyAsync(id, new CancelExperiment("ada", "enough", Some.Noon));
        await using var home = await PageDriver.OpenAsync<SweepsPage>(server.Services, "");
        await home.ReadyAsync();
        Assert.Equal(["kept", "put away"], await NamesAsync(home));
        Assert.DoesNotContain(await FiltersAsync(), filter => filter.StartsWith("Archived", StringComparison.Ordinal));

        await home.PressAsync("Archive put away");
        await Eventually.HoldsAsync(async () => (await NamesAsync(home)).SequenceEqual(["kept"]), expected: "the list leaves it out");
        Assert.Contains("All 1", await FiltersAsync());
        Assert.Contains("Archived 1", await FiltersAsync());
        await using var archived = await PageDriver.OpenAsync<SweepsPage>(server.Services, "?status=archived"); // as the filter writes it into the address
        await archived.ReadyAsync();
        Assert.Equal(["put away"], await NamesAsync(archived));

        await using var page = await PageDriver.OpenAsync<SweepPage>(server.Services, $"sweeps/{away}", ("Id", away));
        await page.ReadyAsync();
        var notice = (await page.SeeAsync()).QuerySelector("[data-archived]")!.Words();
        Assert.Contains("nothing of it is deleted", notice, StringComparison.Ordinal);
        Assert.Contains($"./run.sh journal erase sweep {away}", notice, StringComparison.Ordinal);
        await page.PressAsync("Restore");
        Assert.Null((await page.SeeAsync()).QuerySelector("[data-archived]"));
        Assert.Null((await server.Views.ExperimentAsync(away))!.ArchivedAt);
        await Eventually.HoldsAsync(async () => (await NamesAsync(archived)).Count == 0, expected: "nothing is archived any more");

        var toasts = page.Get<Toasts>();
        await toasts.UndoAsync(toasts.Shown[^1]); // of bringing it back
        Assert.NotNull((await server.Views.ExperimentAsync(away))!.ArchivedAt);

        static async Task<IReadOnlyList<string>> NamesAsync(PageDriver of) => [.. (await of.SeeAsync()).QuerySelectorAll("table.sweeps a.name").Select(a => a.Words()).Order(StringComparer.Ordinal)];

        async Task<IReadOnlyList<string>> FiltersAsync() => [.. (await home.SeeAsync()).QuerySelectorAll(".segments button").Select(b => b.Words())];
    }

    [Fact]
    public async Task A_change_of_a_sweep_writes_what_was_changed_and_is_refused_when_somebody_else_changed_it_meanwhile()
    {
        var id = await Some.SweepAsync(web);
        var opened = (await web.Views.ExperimentAsync(id))!;
        await using var dialog = await PageDriver.OpenAsync<ChangeDialog>(web.Services, $"sweeps/{id}", ("Sweep", opened));
        await web.Services.GetRequiredService<SweepChanger>().ChangeAsync(id, "parallelism: 3\n", SweepFileFormat.Yaml, "grace", "");

        await dialog.EnterAsync("change-trials", "9");
        await dialog.SubmitAsync("stack tight");
        Assert.Equal(["trials 4 → 9"], (await dialog.SeeAsync()).QuerySelectorAll("li").Select(line => line.Words()));
        await dialog.PressAsync("Change the sweep");

        Assert.Contains("changed by somebody else meanwhile", (await dialog.SeeAsync()).QuerySelector("[role=alert]")!.Words(), StringComparison.Ordinal);
        var spec = (await web.Views.ExperimentAsync(id))!.Spec;
        Assert.Equal((4, 3), (spec.Trials, spec.Parallelism));
    }

    [Theory]
    [InlineData("trials: 12", "trails: 50")]
    [InlineData("trials: 12", "trials: many")]
    [InlineData("trials: 12", "trials: [")]
    public async Task What_the_form_cannot_read_in_the_YAML_is_not_thrown_away_by_the_next_touch_of_the_form(string good, string wrong)
    {
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, "sweeps/new");
        await page.ReadyAsync();
        await page.EnterAsync("trials", "12");
        var typed = (await YamlAsync()).Replace(good, wrong, StringComparison.Ordinal);
        await page.EnterAsync("Sweep file as YAML", typed);
        await page.EnterAsync("epochs", "7");
        Assert.Equal(typed, await YamlAsync());
        Assert.Equal("12", (await page.SeeAsync()).QuerySelector("#trials")!.GetAttribute("value"));

        await page.PressAsync("Discard what was typed");
        Assert.Contains(good, await YamlAsync(), StringComparison.Ordinal);
        Assert.Contains("epochs: 7", await YamlAsync(), StringComparison.Ordinal);
        await page.EnterAsync("trials", "13");
        Assert.Contains("trials: 13", await YamlAsync(), StringComparison.Ordinal);

        async Task<string> YamlAsync() => (await page.SeeAsync()).QuerySelector("textarea[data-draft]") is { } area ? area.GetAttribute("value") ?? area.TextContent : "";
    }

    [Fact]
    public async Task A_copy_of_a_sweep_with_a_long_name_opens_without_mistakes()
    {
        var id = await Some.SweepAsync(web, $"name: {new string('n', 200)}");
        await using var page = await PageDriver.OpenAsync<NewSweepPage>(web.Services, $"sweeps/new?from={id}");
        await page.ReadyAsync();
        var form = await page.SeeAsync();
        Assert.Equal(new string('n', 192) + " (again)", form.QuerySelector("#sweep-name")!.GetAttribute("value"));
        Assert.Empty(form.QuerySelectorAll(".error-text"));
    }

    [Fact]
    public async Task A_sweeps_own_pruner_is_replayed_with_the_sweeps_settings()
    {
        var id = await Some.SweepAsync(web, "trials: 20", "pruner: {name: median, startup_trials: 4, warmup_epochs: 0}");
        for (var i = 0; i < 12; i++)
            await Some.CompletedRunAsync(web, id, accuracy: i < 6 ? 0.9 + 0.01 * i : 0.3, learningRate: 0.001 * (i + 1));
        await using var card = await PageDriver.OpenAsync<PrunersCard>(web.Services, $"sweeps/{id}", ("Sweep", await web.Views.ExperimentAsync(id)));
        await card.PressAsync("Replay the sweep");

        var own = (await card.SeeAsync()).QuerySelectorAll("tbody tr").Single(row => row.Words().Contains("(this sweep's)", StringComparison.Ordinal));
        var parallelism = (await web.Views.ExperimentAsync(id))!.Spec.Parallelism;
        var asked = await web.GetAsync($"/api/v1/sweeps/{id}/counterfactuals?pruner=median&startup_trials=4&warmup_epochs=0&lanes={parallelism}");
        var usual = await web.GetAsync($"/api/v1/sweeps/{id}/counterfactuals?pruner=median&lanes={parallelism}");
        Assert.NotEqual(usual.GetProperty("epochsSaved").GetInt32(), asked.GetProperty("epochsSaved").GetInt32());
        Assert.StartsWith(asked.GetProperty("epochsSaved").GetInt32().ToString(CultureInfo.InvariantCulture) + " ", own.QuerySelectorAll("td")[1].Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_home_page_says_how_many_sweeps_it_does_not_show_and_loads_more()
    {
        await using var server = await WebServer.StartAsync();
        foreach (var name in new[] { "oldest", "middle", "newest" })
            await Some.SweepAsync(server, $"name: {name}");
        using var reader = new HomeReader(
            server.Views, server.Services.GetRequiredService<SweepTrends>(), server.Services.GetRequiredService<TrackingOverview>(), server.Journal,
            server.Services.GetRequiredService<Platform.Core.Views.LaneQueueView>(), server.Services.GetRequiredService<Platform.Core.Views.SiloTable>(), TimeProvider.System) { MostSweeps = 2 };
        await using var page = await PageDriver.OpenAsync<SweepsPage>(new HomeReaderOf(server.Services, reader), "");
        await page.ReadyAsync();
        var body = await page.SeeAsync();
        Assert.Equal("The filters look through the newest 2 of 3 sweeps.", body.QuerySelector("[data-loaded]")!.Words());
        Assert.Equal("All 3", body.QuerySelector(".segments button")!.Words());
        Assert.DoesNotContain("oldest", body.Words(), StringComparison.Ordinal);

        await page.PressAsync("Load more");
        body = await page.SeeAsync();
        Assert.Contains("oldest", body.Words(), StringComparison.Ordinal);
        Assert.Null(body.QuerySelector("[data-loaded]"));
    }

    [Fact]
    public async Task The_trend_of_a_sweep_passes_over_trials_that_break_a_constraint()
    {
        var id = await Some.SweepAsync(web, "constraints: [\"train_loss <= 0.3\"]");
        await Some.CompletedRunAsync(web, id, 0.8); // the training loss is 1 - accuracy
        await Some.CompletedRunAsync(web, id, 0.6);
        await Some.CompletedRunAsync(web, id, 0.9);
        var sweep = (await web.Views.ExperimentAsync(id))!;
        Assert.Equal([0.8, 0.9], await web.Services.GetRequiredService<SweepTrends>().OfAsync(sweep));
    }

    [Fact]
    public async Task Groups_of_one_name_can_change_places()
    {
        await using var page = await PageDriver.OpenAsync<Turned>(web.Services, "");
        await page.ReadyAsync();
        await page.PressAsync("Turn");
        Assert.Equal(["2", "1", "3"], (await page.SeeAsync()).QuerySelectorAll("tbody tr td:first-of-type").Select(cell => cell.Words()));
    }

    /// <summary>A table of three groups, two of one name, whose order changes.</summary>
    private sealed class Turned : ComponentBase
    {
        private static readonly TrialGroup[] Groups = [Group("0.1", 1), Group("0.1", 2), Group("0.2", 3)];
        private bool _turned;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, () => _turned = true));
            builder.AddContent(2, "Turn");
            builder.CloseElement();
            builder.OpenComponent<GroupsTable>(3);
            builder.AddComponentParameter(4, "Groups", (IReadOnlyList<TrialGroup>)(_turned ? [Groups[1], Groups[0], Groups[2]] : Groups));
            builder.AddComponentParameter(5, "Metric", "validation_loss");
            builder.AddComponentParameter(6, "Title", "dropout");
            builder.CloseComponent();
        }

        private static TrialGroup Group(string label, int count) => new(label, count, null, null, null, null, null);
    }

    /// <summary>A server's services, but for one.</summary>
    private sealed class HomeReaderOf(IServiceProvider services, HomeReader reader) : IServiceProvider, IServiceScopeFactory
    {
        public object? GetService(Type serviceType) => serviceType == typeof(HomeReader) ? reader : serviceType == typeof(IServiceScopeFactory) ? this : services.GetService(serviceType);

        public IServiceScope CreateScope() => new Scope(services.CreateScope(), reader);

        private sealed class Scope(IServiceScope inner, HomeReader reader) : IServiceScope
        {
            public IServiceProvider ServiceProvider { get; } = new HomeReaderOf(inner.ServiceProvider, reader);

            public void Dispose() => inner.Dispose();
        }
    }

    private static async Task<bool> WaitingAsync(WebServer server)
    {
        await using var command = server.Database.DataSource.CreateCommand("select count(*) from pg_locks where relation = 'platform_silos'::regclass and not granted");
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }
}
