using Platform.Core.Experiments;
using Platform.Core.Telemetry;
using Platform.Silo.Tests.Support;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class TrialLogTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task What_a_silo_logs_about_a_trial_is_recorded_with_it_and_with_no_other()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 2, parallelism: 2));
        await platform.CompletedAsync(id);
        var telemetry = new TrialTelemetry(platform.Journal);

        foreach (var trial in new[] { $"{id}-1", $"{id}-2" })
        {
            await platform.HoldsAsync(async () => (await TextsAsync(telemetry, trial)).Any(text => text.StartsWith("Epoch 2 of 2: training loss ", StringComparison.Ordinal)));
            var texts = await TextsAsync(telemetry, trial);
            Assert.Single(texts, text => text.StartsWith("Attempt 1 begins on silo ", StringComparison.Ordinal) && text.Contains("mlp on digits, epochs 1 to 2", StringComparison.Ordinal));
            Assert.Single(texts, text => text.StartsWith($"First batch of trial {trial}, attempt 1,", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_trial_that_cannot_begin_says_why()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 2) with { Data = "no-such-data" });
        var telemetry = new TrialTelemetry(platform.Journal);

        await platform.HoldsAsync(async () => (await TextsAsync(telemetry, $"{id}-1")).Any(text => text.Contains("The trial fails in epoch 1", StringComparison.Ordinal) && text.Contains("no-such-data", StringComparison.Ordinal)));
    }

    private static async Task<List<string>> TextsAsync(TrialTelemetry telemetry, string trial) =>
        [.. (await telemetry.OutputAsync(trial)).Logged.SelectMany(logged => logged.Lines).Select(line => line.Text)];
}
