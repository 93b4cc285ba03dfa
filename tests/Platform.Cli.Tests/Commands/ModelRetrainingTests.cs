using Platform.Cli.Tests.Support;
using Platform.Core.Registry;

namespace Platform.Cli.Tests.Commands;

/// <summary>model retraining against a running web server.</summary>
public class ModelRetrainingTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task A_retraining_is_set_shown_asked_for_and_ended()
    {
        await MeasuredRuns.SweepAsync(platform, "ab2c3d4e", trials: 1);
        await MeasuredRuns.PromoteAsync(platform, "digits", await MeasuredRuns.TrialAsync(platform, "ab2c3d4e", 1, 0.9), ModelAlias.Champion);
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
}
