using System.Globalization;
using Npgsql;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Retraining when silos and the database are lost in the middle of it.</summary>
public sealed class RetrainingFailoverTests
{
    private const int SlowRows = 300_000; // read again at each change: a firing takes a second or more, long enough to be hit

    [Fact]
    public async Task A_silo_killed_in_the_middle_of_a_firing_and_one_in_the_middle_of_its_sweep_lead_to_one_sweep_and_one_version()
    {
        var platform = new SiloPlatform();
        await platform.InitializeAsync();
        try
        {
            var (models, table) = (new RetrainedModels(platform), new TableFolder(platform, "slow"));
            table.Write(SlowRows, shift: 0);
            var first = await platform.StartSiloAsync();
            await models.RegisteredAsync("slow", table.Sweep(samples: 4000));
            var second = await platform.StartSiloAsync();

            table.Write(SlowRows, shift: 0.2);
            var due = await PlanOnceAsync(models, new RetrainingChanges(Epochs: 60));
            var victim = await FiringAsync(platform.Database.DataSource);
            var (killed, survivor) = await OwnerAsync(platform, victim, first, second);
            killed.Kill();
            Assert.Empty(await models.EventsAsync<RetrainingStarted>("slow"));

            var started = await models.StartedAsync("slow");
            Assert.Equal((due, false), (started.Occasion.Due, started.Occasion.Asked));
            await platform.HoldsAsync(async () => await platform.Views.TrialAsync($"{started.ExperimentId}-1") is { LastEpoch: >= 2 });
            survivor.Kill(); // before another starts, which takes as long as many epochs
            Assert.NotNull((await models.ViewAsync("slow")).Running);
            await platform.StartSiloAsync();

            await models.FinishedAsync("slow", 1);
            await AssertOnceAsync(platform, models);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_restarts_in_the_middle_of_a_firing_does_not_lose_it()
    {
        await using var server = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(server.ConnectionString);
        var platform = new SiloPlatform(database);
        await platform.InitializeAsync();
        try
        {
            var (models, table) = (new RetrainedModels(platform), new TableFolder(platform, "slow"));
            table.Write(SlowRows, shift: 0);
            await platform.StartSiloAsync();
            await models.RegisteredAsync("slow", table.Sweep());

            table.Write(SlowRows, shift: 0.2);
            var due = await PlanOnceAsync(models, RetrainingChanges.None);
            await FiringAsync(database.DataSource);
            await server.RestartAsync("immediate");

            var finished = await models.FinishedAsync("slow", 1);
            Assert.Equal(due, finished.Occasion.Due);
            await AssertOnceAsync(platform, models);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    // A schedule that is due in some seconds, and then not before tomorrow.
    private static async Task<DateTimeOffset> PlanOnceAsync(RetrainedModels models, RetrainingChanges changes)
    {
        var now = SiloPlatform.Now;
        var due = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(6);
        await models.PlanAsync("slow", new RetrainingPlan(due.UtcDateTime.ToString("s m H * * '?'", CultureInfo.InvariantCulture), Changes: changes));
        return due;
    }

    // The silo in which a firing is under way.
    private static async Task<string> FiringAsync(NpgsqlDataSource database)
    {
        string? silo = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var command = database.CreateCommand("select instance_name from qrtz_fired_triggers where sched_name = 'retraining' and state = 'EXECUTING'");
                return (silo = (string?)await command.ExecuteScalarAsync()) is not null;
            });
        return silo!;
    }

    private static async Task<(SiloProcess Owner, SiloProcess Other)> OwnerAsync(SiloPlatform platform, string silo, SiloProcess first, SiloProcess second) =>
        (await platform.Silos.LiveAsync(Eventually.LongPatience)).Single(s => s.Id == silo).ProcessId == first.Id ? (first, second) : (second, first);

    private static async Task AssertOnceAsync(SiloPlatform platform, RetrainedModels models)
    {
        var started = Assert.Single(await models.EventsAsync<RetrainingStarted>("slow"));
        Assert.Single(await models.EventsAsync<RetrainingFinished>("slow"));
        Assert.Equal(2, (await models.EventsAsync<ModelVersionRegistered>("slow")).Count);
        await using var command = platform.Database.DataSource.CreateCommand("select count(*) from mt_streams where type = $1");
        command.Parameters.AddWithValue(StreamNames.ExperimentType);
        Assert.Equal(2L, await command.ExecuteScalarAsync()); // the first training, and the retraining's
        Assert.Equal(started.ExperimentId, (await models.ViewAsync("slow")).Past[0].Start!.ExperimentId);
    }
}
