using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

[Collection(ReferenceSweep.Collection)]
public sealed class DatabaseRestartTests(ReferenceSweep reference)
{
    [Fact]
    public async Task A_database_that_crashes_and_restarts_in_mid_sweep_loses_nothing_and_ends_no_silo()
    {
        await using var server = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        var platform = new SiloPlatform(database);
        await platform.InitializeAsync();
        try
        {
            var silos = new[] { await platform.StartSiloAsync(), await platform.StartSiloAsync() };
            var id = await platform.LaunchAsync(ReferenceSweep.Spec);
            await platform.EventsWhenAsync($"{id}-1", e => e.OfType<EpochCompleted>().Count() >= 2);

            await server.RestartAsync("immediate");

            await platform.CompletedAsync(id);
            await reference.AssertEqualAsync(platform, id);
            Assert.All(silos, silo => Assert.False(silo.HasExited, silo.Log));
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_takes_only_reads_for_a_while_ends_no_silo()
    {
        await using var server = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        var platform = new SiloPlatform(database);
        await platform.InitializeAsync();
        try
        {
            var silo = await platform.StartSiloAsync();
            var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;
            await using var admin = JournalDataSource.Create(server.ConnectionString);
            await using (var pool = JournalDataSource.Create(database.ConnectionString))
                await platform.HoldsAsync(async () => silo.HasExited || (await SchedulersAsync(pool)) == Schedulers); // it has begun: a start needs its database

            await ReadOnlyAsync("on");
            await platform.HoldsAsync(() => Task.FromResult(silo.HasExited || silo.Log.Contains("does not take this silo's heartbeat", StringComparison.Ordinal)));
            await ReadOnlyAsync("off");

            await platform.HoldsAsync(async () => silo.HasExited || (await platform.Silos.LiveAsync(TimeSpan.FromSeconds(2))).Count == 1);
            Assert.False(silo.HasExited, silo.Log);
            await platform.CompletedAsync(await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 1)));

            async Task ReadOnlyAsync(string setting)
            {
                await using var alter = admin.CreateCommand($"alter database {name} set default_transaction_read_only = {setting}");
                await alter.ExecuteNonQueryAsync();
                await using var end = admin.CreateCommand($"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{name}'");
                await end.ExecuteScalarAsync();
            }
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_silo_ends_when_asked_to_although_its_database_is_away()
    {
        var server = await PostgresCluster.StartAsync();
        var home = Directory.CreateTempSubdirectory("platform-silo-tests-").FullName;
        await using var silo = SiloProcess.Start(server.ConnectionString, home);
        await using (var pool = JournalDataSource.Create(server.ConnectionString))
            await Eventually.HoldsAsync(async () => (await SchedulersAsync(pool)) == Schedulers);

        await server.DisposeAsync();

        await silo.EndAsync(Eventually.Patience);

        Directory.Delete(home, recursive: true);
    }

    private const int Schedulers = 2; // of a silo: that of its lanes and that of retrainings; the second checks in right after the first

    // How many schedulers have checked in.
    private static async Task<long> SchedulersAsync(NpgsqlDataSource database)
    {
        await using var there = database.CreateCommand("select to_regclass('qrtz_scheduler_state') is not null");
        if (await there.ExecuteScalarAsync() is not true)
            return 0;
        await using var count = database.CreateCommand("select count(*) from qrtz_scheduler_state");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
