using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class DatabaseRestartTests(ReferenceSweep reference) : IClassFixture<ReferenceSweep>
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
}
