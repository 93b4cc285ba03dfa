using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Telemetry;
using Platform.Silo.Telemetry;
using Platform.Silo.Tests.Support;
using Platform.Silo.Trials;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class MachineUseRecorderTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    private const int MostWaiting = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task While_the_database_holds_up_one_sample_the_oldest_are_lost_and_no_other()
    {
        var stop = TestContext.Current.CancellationToken;
        var (clock, running, log) = (new HandClock(), new RunningTrials(), new Lost());
        var options = new SiloOptions("silo", platform.ConnectionString, platform.Home, platform.Home, 1, 1, ["cpu"], Every);
        using var recorder = new MachineUseRecorder(platform.Journal, running, options, clock, log);
        await using var connection = await platform.Database.DataSource.OpenConnectionAsync(stop);
        await using var hold = await connection.BeginTransactionAsync(stop);
        await ExecuteAsync(connection, "lock table mt_events in access exclusive mode");
        Begin(running, "first");
        await recorder.StartAsync(stop);
        await Eventually.HoldsAsync(async () =>
        {
            clock.Advance(Every);
            return await ExecuteAsync(connection, "select count(*) from pg_locks where not granted and relation = 'mt_events'::regclass") > 0;
        });

        for (var i = 0; i < MostWaiting + 100; i++)
            Begin(running, string.Create(CultureInfo.InvariantCulture, $"trial-{i}"));
        await SampledAsync(clock);
        foreach (var trial in running.All)
            running.Remove(trial);
        await SampledAsync(clock);
        Assert.InRange(log.Count, 100, 200);
        await hold.CommitAsync(stop);

        // What was being written when the others were lost, and as many as may wait.
        await Eventually.HoldsAsync(async () => await ExecuteAsync(connection, "select count(*) from mt_events where type = 'machine_use_sampled'") == MostWaiting + 1);
        await recorder.StopAsync(stop);
        Assert.Equal(MostWaiting + 1, await ExecuteAsync(connection, "select count(*) from mt_events where type = 'machine_use_sampled'"));
    }

    private static void Begin(RunningTrials running, string trial) => running.TryAdd(trial)!.Attempt = 1;

    // A sample that was begun before is over once the one after it has begun.
    private static async Task SampledAsync(HandClock clock)
    {
        for (var sample = 0; sample < 2; sample++)
        {
            var looks = clock.Looks;
            await Eventually.HoldsAsync(() =>
            {
                clock.Advance(Every);
                return clock.Looks > looks;
            });
        }
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is long count ? count : 0;
    }

    private sealed class Lost : ILogger<MachineUseRecorder>
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains("were lost", StringComparison.Ordinal))
                Interlocked.Increment(ref _count);
        }
    }
}
