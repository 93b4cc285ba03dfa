using System.Text.Json;
using Platform.Cli.Tests.Support;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Search;

namespace Platform.Cli.Tests.Commands;

/// <summary>model retraining against a running web server.</summary>
public class ModelRetrainingTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_retraining_is_set_shown_asked_for_and_ended()
    {
        await RegisterAsync("digits");
        var none = await platform.RunAsync("model", "retraining", "show", "digits");
        var wrong = await platform.RunAsync("model", "retraining", "set", "digits", "--cron", "0 3 * * *");
        var set = await platform.RunAsync("model", "retraining", "set", "digits", "--cron", "0 0 3 * * ?", "--epochs", "2", "--learning-rate", "0.002", "--trials", "3");
        var run = await platform.RunAsync("model", "retraining", "run", "digits", "--force");
        var again = await platform.RunAsync("model", "retraining", "run", "digits");
        var off = await platform.RunAsync("model", "retraining", "off", "digits");

        Assert.Equal((ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Ok, ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Ok), (none.ExitCode, wrong.ExitCode, set.ExitCode, run.ExitCode, again.ExitCode, off.ExitCode));
        Assert.Contains("digits is not trained again.", none.Output, StringComparison.Ordinal);
        Assert.Contains("such as '0 0 3 * * ?'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("from champion, at 0 0 3 * * ? (UTC), when the data have changed; the result becomes the challenger.", set.Output, StringComparison.Ordinal);
        Assert.Equal(3, set.Output.Split("Next: ").Length - 1);
        Assert.Contains("a silo looks at the data", run.Output, StringComparison.Ordinal);
        Assert.Contains("waits for a silo", again.Error, StringComparison.Ordinal);
        Assert.Contains("digits is not trained again.", off.Output, StringComparison.Ordinal);
        var plan = (await platform.Journal.ReadStreamAsync("model-digits")).Select(e => e.Data).OfType<RetrainingScheduled>().Single().Plan;
        Assert.Equal(new RetrainingPlan("0 0 3 * * ?", Changes: new RetrainingChanges(2, 0.002, Trials: 3)), plan);
    }

    // A trained and measured run as a silo would have recorded it.
    private async Task RegisterAsync(string model)
    {
        const string Sweep = "ab2c3d4e";
        var spec = new SweepSpec(
            "a sweep", "digits", ParameterSet.Empty, JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low = 1e-4, high = 1e-1, log = true } }), Objective.Default, new("random"),
            new("none"), 1, 1, 1, 1, "cpu", 5);
        await platform.Commands.ApplyAsync(Sweep, new CreateExperiment(Sweep, spec, "me", At));
        var trial = (await platform.Commands.ProposeAsync(Sweep, new ProposeTrial(1, ParameterSet.Of(("learning_rate", 0.01)), "", 0, 0, At), trialSeed: 1))!;
        await platform.Commands.ApplyAsync(trial.Id, new BeginAttempt("silo", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux"), "d", At));
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 0.9 };
        trial = await platform.Commands.ApplyAsync(trial.Id, new ReportEpoch(1, 1, 0.1, 0.2, metrics, 0.01, 100, TimeSpan.FromSeconds(1), "c", At));
        trial = await platform.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation("c", new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = 0.9 }, "d", At));
        await platform.Commands.ApplyAsync(model, Promotion.Of(model, trial, trial.Test!, ModelAlias.Champion, confirmed: true, "me", "", At));
    }
}
