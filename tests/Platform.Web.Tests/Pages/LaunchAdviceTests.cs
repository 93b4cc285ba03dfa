using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Launch;
using Search;
using Training.Core.Data;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What the form says of a sweep before it starts.</summary>
public sealed class LaunchAdviceTests
{
    private static readonly DatasetInfo Data = new("digits", "Digits", true, [], "", "28×28 grey", 10, 10_000, 1_000);
    private static readonly IReadOnlyList<SiloView> TwoSlots = [new("silo-1", "atlas", 1, 2, 1, ["cpu"], [], "0.1.0", SomeViews.Noon, SomeViews.Noon)];

    [Theory]
    [InlineData("{type: float, low: 0.001, high: 3, log: true}", "above 1 training nearly always diverges")]
    [InlineData("{type: float, low: 0.001, high: 0.5, log: true}", "adam rarely learns above 0.1")]
    [InlineData("{type: float, low: 1e-9, high: 0.01, log: true}", "the weights hardly move")]
    [InlineData("{type: float, low: 0.0001, high: 0.01}", "Search it on the log scale")]
    public void A_learning_rate_that_looks_odd_is_named_with_the_reason(string range, string said)
    {
        var note = Assert.Single(LaunchAdvice.Odd(Read($"space:\n  learning_rate: {range}\n"), Data, TwoSlots));
        Assert.Equal("learning_rate", note.Field);
        Assert.Contains(said, note.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trials: 3\nspace: {learning_rate: {type: float, low: 0.001, high: 0.01, log: true}, dropout: {type: float, low: 0, high: 0.5}}\n", "trials", "3 trials are few for 2 settings")]
    [InlineData("space: {batch_size: {type: categorical, choices: [32, 4096]}}\n", "batch_size", "more than the 4000 rows to train on")]
    [InlineData("space: {batch_size: {type: int, low: 16, high: 2000}}\n", "batch_size", "an epoch has 2 steps")]
    [InlineData("parallelism: 4\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n", "parallelism", "asks for 4 slots, and there are 2")]
    [InlineData("device: cuda\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n", "device", "No silo that lives trains on cuda")]
    [InlineData("epochs: 2\npruner: median\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n", "pruner", "hardly anything to stop early")]
    [InlineData("sampler: {name: tpe, startup_trials: 30}\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n", "sampler", "tpe never gets to learn")]
    public void Budgets_batches_and_fleets_that_do_not_fit_are_named(string keys, string field, string said)
    {
        var note = Assert.Single(LaunchAdvice.Odd(Read(keys), Data, TwoSlots));
        Assert.Equal(field, note.Field);
        Assert.Contains(said, note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pruner_is_advised_against_where_several_objectives_count()
    {
        const string keys = "epochs: 30\nobjectives: [validation_accuracy, {metric: trained_seconds, direction: minimize}]\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n";
        Assert.Contains("Pruner: Several objectives: none", LaunchAdvice.Fitting(Read(keys))[1], StringComparison.Ordinal);
        Assert.Empty(LaunchAdvice.Odd(Read(keys), Data, TwoSlots));
        var note = Assert.Single(LaunchAdvice.Odd(Read("pruner: asha\n" + keys), Data, TwoSlots));
        Assert.Equal(("pruner", "asha stops trials by validation_accuracy alone, also those that are good by trained_seconds; take no pruner."), (note.Field, note.Text));
    }

    [Fact]
    public void Settings_are_counted_as_the_search_space_counts_them_and_as_a_trial_has_them()
    {
        const string keys = "trials: 4\nspace:\n  model: {type: categorical, choices: [mlp, cnn]}\n  mlp.width: {type: int, low: 64, high: 256, when: {model: [mlp]}}\n  cnn.channels: {type: int, low: 8, high: 16, when: {model: [cnn]}}\n";
        Assert.StartsWith("Sampler: 4 trials for 3 settings, at most 2 in a trial: ", LaunchAdvice.Fitting(Read(keys))[0], StringComparison.Ordinal);
        Assert.StartsWith("3 trials are few for 3 settings, at most 2 in a trial: ", Assert.Single(LaunchAdvice.Odd(Read(keys.Replace("trials: 4", "trials: 3", StringComparison.Ordinal)), Data, TwoSlots)).Text, StringComparison.Ordinal);
        Assert.StartsWith("Sampler: 4 trials for 1 setting: ", LaunchAdvice.Fitting(Read("trials: 4\nspace: {dropout: {type: float, low: 0, high: 0.5}}\n"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_odd_about_the_templates()
    {
        foreach (var template in SweepTemplate.All)
            Assert.Empty(LaunchAdvice.Odd(SweepFile.Parse(template.Yaml, SweepFileFormat.Yaml), null, TwoSlots));
    }

    [Theory]
    [InlineData(SampleKind.Table, "table")]
    [InlineData(SampleKind.Series, "table")]
    [InlineData(SampleKind.Text, "text")]
    [InlineData(SampleKind.Image, "digits")]
    public void A_data_set_has_the_template_of_its_kind(SampleKind samples, string template) => Assert.Equal(template, SweepTemplate.For(samples).Name);

    [Fact]
    public void The_first_template_takes_the_sampler_that_is_advised_for_it()
    {
        var spec = SweepFile.Parse(SweepTemplate.First.Yaml, SweepFileFormat.Yaml);
        Assert.Contains(spec.Sampler.Name, LaunchAdvice.Fitting(spec)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_forecast_rests_on_past_trials_of_like_settings_and_names_families_without()
    {
        var spec = Read("trials: 10\nepochs: 4\nparallelism: 2\nspace: {model: {type: categorical, choices: [mlp, cnn]}, dropout: {type: float, low: 0, high: 0.5}}\n", "fixed: {train_samples: 4000}\n");
        Assert.Null(LaunchForecast.Of(spec, [new TrialPace("mlp", 0, 1)], slots: 2)); // trained on other rows

        var forecast = LaunchForecast.Of(spec, [new TrialPace("mlp", 4_000, 1), new TrialPace("mlp", 4_000, 2), new TrialPace("mlp", 4_000, 9)], slots: 2)!;

        Assert.Equal((3, 2.0), (forecast.Trials, forecast.SecondsAnEpoch));
        Assert.Equal((TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(40)), (forecast.SlotTime, forecast.Duration));
        Assert.Equal(["cnn"], forecast.Unknown);
    }

    [Theory]
    [InlineData(3, 2, 4, 16)] // one lane trains two of the three
    [InlineData(3, 8, 2, 16)]
    [InlineData(1, 4, 4, 8)]
    [InlineData(4, 2, 0, 32)]
    public void A_forecast_does_not_share_a_trial_between_lanes(int trials, int parallelism, int slots, int seconds)
    {
        var spec = Read($"trials: {trials}\nepochs: 4\nparallelism: {parallelism}\nspace: {{model: {{type: categorical, choices: [mlp, cnn]}}}}\n", "fixed: {train_samples: 4000}\n");
        Assert.Equal(TimeSpan.FromSeconds(seconds), LaunchForecast.Of(spec, [new TrialPace("mlp", 4_000, 2)], slots)!.Duration);
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var spec = SweepFromRun.Of(SomeViews.Spec() with { Name = new string('a', 149) + "😀 and more" }, SomeViews.Trial(3));
        Assert.Equal(new string('a', 149) + " (from trial 3)", spec.Name);
    }

    [Fact]
    public void A_sweep_from_a_run_tries_its_values_first()
    {
        var spec = SweepFromRun.Of(SomeViews.Spec(), SomeViews.Trial(3));
        Assert.Equal("a sweep (from trial 3)", spec.Name);
        Assert.Equal(0.01, Assert.Single(spec.ParseSpace().Starts)["learning_rate"]);
        var gone = SweepFromRun.Of(SomeViews.Spec() with { Space = JsonDocument.Parse("""{"parameters":[{"name":"model","type":"categorical","choices":["mlp"]}]}""").RootElement }, SomeViews.Trial(3));
        Assert.Empty(gone.ParseSpace().Starts); // the space has no place for it any more
    }

    [Fact]
    public async Task A_range_shows_where_its_draws_lie()
    {
        var row = new ParameterDraft(Training.Core.TrainingFields.Get("learning_rate")) { Mode = ParameterMode.Range, Low = "0.001", High = "0.1", Log = true };
        var body = await PageRenderer.RenderAsync<RangeDensity>(("Row", row));
        Assert.Equal("0.001 … half below 0.01 … 0.1, equal ratios", body.QuerySelector("span")!.Words());
        row.High = "x";
        Assert.Null((await PageRenderer.RenderAsync<RangeDensity>(("Row", row))).QuerySelector("svg"));
    }

    [Fact]
    public async Task Conditions_are_a_tree()
    {
        var body = await PageRenderer.RenderAsync<SpaceTree>(("Space", SomeViews.Space));
        Assert.Contains("mlp.width", body.QuerySelector(".branch")!.Words(), StringComparison.Ordinal);
        Assert.Contains("if mlp", body.QuerySelector(".branch")!.Words(), StringComparison.Ordinal);
        Assert.Empty((await PageRenderer.RenderAsync<SpaceTree>(("Space", new SearchSpace([new IntParameter("x", 1, 2)])))).QuerySelectorAll("section"));
    }

    private static SweepSpec Read(string keys, string fixedFields = "fixed: {optimizer: adam, train_samples: 4000}\n")
    {
        var given = keys.Split('\n').Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        string[] defaults = ["name: x\n", "data: digits\n", "epochs: 5\n", "trials: 20\n", "sampler: random\n", "parallelism: 2\n", fixedFields];
        return SweepFile.Parse(string.Concat(defaults.Where(line => !given.Contains(line.Split(':')[0]))) + keys, SweepFileFormat.Yaml);
    }
}
