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
            await platform.EventsWhenAsync($"{id}-1", e => e.OfType<EpochCompleted>().Count() >= 2, TimeSpan.FromSeconds(60));

            await server.RestartAsync("immediate");

            await platform.CompletedAsync(id, TimeSpan.FromMinutes(2));
            await reference.AssertEqualAsync(platform, id);
            Assert.All(silos, silo => Assert.False(silo.HasExited, silo.Log));
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
            await Eventually.HoldsAsync(async () => (await SchedulersAsync(pool)) == 1, TimeSpan.FromSeconds(30));

        await server.DisposeAsync();

        await silo.EndAsync(TimeSpan.FromSeconds(20));

        Directory.Delete(home, recursive: true);
    }

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
