using System.Text.Json;
using Platform.Cli.Api;
using Platform.Cli.Output;
using Spectre.Console;

namespace Platform.Cli.Tests.Output;

public class SweepTablesTests
{
    // Statuses are lower-case, numbers may be NaN as text: as the API answers.
    private const string SweepJson = """
        {"id":"k3f9x2ab","name":"two [families]","status":"running","spec":{"data":"digits","epochs":2,"trials":3,"parallelism":1,"seed":1,
         "objective":{"metric":"validation_accuracy","direction":"maximize"},"sampler":{"name":"tpe","options":{}},"pruner":{"name":"none","options":{}},"space":{}},
         "priority":5,"createdBy":"ann","createdAt":"2026-01-02T03:04:05Z","finishedAt":null,
         "proposed":2,"running":1,"completed":1,"pruned":0,"failed":0,"cancelled":0,"bestTrialId":"k3f9x2ab-1","bestValue":0.91}
        """;

    private const string TrialJson = """
        {"id":"k3f9x2ab-1","experimentId":"k3f9x2ab","number":1,"status":"completed","lane":1,"parameters":{"learning_rate":0.01,"model":"cnn"},
         "fields":{"seed":8704412345678901},"epochs":2,"device":"cpu","attempt":1,"silo":"a","trainLoss":[1.5,"NaN"],"validationLoss":[1.2,1.1],
         "metrics":{"validation_accuracy":[0.8,0.91]},"bestEpoch":2,"bestValue":0.91,"why":"","endReason":null,"testMetrics":{"test_accuracy":0.9},
         "reproducesTrialId":null,"verdict":null,"createdAt":"2026-01-02T03:04:05Z","startedAt":null,"finishedAt":null,"trainedSeconds":3.25}
        """;

    private static readonly SweepItem Sweep = PlatformClient.Read<SweepItem>(JsonElement.Parse(SweepJson));
    private static readonly TrialItem Trial = PlatformClient.Read<TrialItem>(JsonElement.Parse(TrialJson));

    [Fact]
    public void A_wide_terminal_gives_each_parameter_a_column_and_marks_the_best_trial()
    {
        var text = Draw(SweepTables.Trials(Sweep, [Trial], width: 200), 200);

        Assert.Contains("learning_rate", text, StringComparison.Ordinal);
        Assert.Contains("* ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("parameters", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_terminal_puts_the_parameters_together()
    {
        var text = Draw(SweepTables.Trials(Sweep, [Trial], width: 110), 110);

        Assert.Contains("parameters", text, StringComparison.Ordinal);
        Assert.Contains("learning_rate=0.01", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_brackets_is_shown_as_it_is()
    {
        Assert.Contains("two [families]", Draw(SweepTables.Sweeps([Sweep]), 300), StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_is_shown_with_all_its_digits()
    {
        Assert.Equal("8704412345678901", Show.Value(Trial.Fields["seed"]));
    }

    [Fact]
    public async Task Without_a_terminal_each_change_is_one_line_and_nothing_is_said_twice()
    {
        var lines = new List<string>();
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        var asked = 0;

        await new SweepProgress(console, lines.Add).RunAsync(
            _ => Task.FromResult<(IReadOnlyList<SweepMoment>, bool)>(([new SweepMoment(Sweep, [Trial])], ++asked == 2)), TestContext.Current.CancellationToken);

        Assert.Equal(2, asked);
        Assert.Equal(
            ["k3f9x2ab-1  completed  epoch 2/2  validation_accuracy 0.91", "two [families] (k3f9x2ab): running, 1 of 3 trials ended, 1 running, best validation_accuracy 0.91"],
            lines);
    }

    private static string Draw(Table table, int width)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        console.Write(table);
        return output.ToString();
    }
}
