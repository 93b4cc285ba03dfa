using Platform.Testing;
using Platform.Core;
using Platform.Core.Telemetry;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class MachineUseTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    private static readonly Dictionary<string, string> EverySecond = new(StringComparer.Ordinal) { ["Silo__SystemMetrics"] = "1" };

    [Fact]
    public async Task The_machines_and_the_processs_use_is_recorded_while_a_trial_trains_and_beside_its_stream()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 10_000)); // as many as there may be: more than any machine trains before it is ended
        var telemetry = new TrialTelemetry(platform.Journal);
        await using (var silo = SiloProcess.Start(platform.ConnectionString, platform.Home, more: EverySecond))
        {
            // Long enough, by the trial's own events, for several samples, also where the sampler is kept waiting; they are written when the silo ends.
            await platform.EventsWhenAsync($"{id}-1", events => events.OfType<EpochCompleted>().LastOrDefault()?.At - events.OfType<TrialStarted>().FirstOrDefault()?.At > TimeSpan.FromSeconds(10));
            await silo.EndAsync(Eventually.Patience);
        }
        await platform.Commands.ApplyAsync(id, new Core.Experiments.CancelExperiment("test", "enough", SiloPlatform.Now)); // whatever comes of it, nobody goes on with it

        var use = await telemetry.MachineUseAsync($"{id}-1");

        Assert.Contains("system/cpu_utilization_percentage", use.Keys);
        Assert.InRange(use.Of("system/process_cpu_utilization_percentage").Max(p => p.Value), 1, 101);
        Assert.InRange(use.Of("system/process_memory_usage_megabytes")[^1].Value, 20, 1e5);
        Assert.InRange(use.Of("system/system_memory_usage_percentage")[^1].Value, 0.1, 100);
        Assert.Equal(use.Of("system/cpu_utilization_percentage").Select((_, i) => (long)i), use.Of("system/cpu_utilization_percentage").Select(p => p.Step));
        Assert.Same(use, await telemetry.MachineUseAsync($"{id}-1", use));
        Assert.All((await platform.Journal.ReadStreamAsync(StreamNames.Trial($"{id}-1"))).Select(e => e.Data), data => Assert.IsAssignableFrom<TrialEvent>(data));
    }

    [Fact]
    public async Task A_silo_that_is_told_not_to_sample_records_nothing()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 2));
        await using var silo = SiloProcess.Start(platform.ConnectionString, platform.Home, more: new Dictionary<string, string>(StringComparer.Ordinal) { ["Silo__SystemMetrics"] = "0" });
        await platform.CompletedAsync(id);
        await silo.EndAsync(Eventually.Patience);

        Assert.Empty((await new TrialTelemetry(platform.Journal).MachineUseAsync($"{id}-1")).Keys);
        Assert.DoesNotContain(await platform.Journal.ReadStreamAsync(StreamNames.Telemetry($"{id}-1")), e => e.Data is MachineUseSampled);
    }
}
